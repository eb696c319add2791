package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tokio #8074: a closed channel with an outstanding permit said that it was disconnected. */
class TokioIssue8074Test {

  @Test
  void aClosedChannelWithAPermitIsEmptyAndNotDisconnected() {
    Mpsc<Integer> channel = Mpsc.bounded(2);
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    channel.receiver().shutdown();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Empty.class);
    permit.send(1);
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(1));
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
  }

  @Test
  void aChannelWithoutSendersButWithAPermitIsEmpty() {
    Mpsc<Integer> channel = Mpsc.bounded(2);
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    channel.sender().close();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Empty.class);
    permit.close();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
  }
}
