package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

/** Tokio #8075: giving back the last permit of a closed channel did not wake the receiver. */
class TokioIssue8075Test {
  private final Mpsc<Integer> channel = Mpsc.bounded(2);

  private Probe<Integer> waiting() throws Exception {
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    return receive;
  }

  private static void assertEnded(Probe<Integer> receive) throws Exception {
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isNull();
  }

  @Test
  void closingThePermitWakes() throws Exception {
    Mpsc.Permit<Integer> permit = channel.sender().tryReserveMany(2);
    channel.receiver().shutdown();
    Probe<Integer> receive = waiting();
    permit.close();
    assertEnded(receive);
  }

  @Test
  void discardingThePermitWakes() throws Exception {
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    channel.sender().close();
    Probe<Integer> receive = waiting();
    permit.onUndelivered();
    assertEnded(receive);
  }

  @Test
  void usingThePermitWakesForTheValueAndThenForTheEnd() throws Exception {
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    channel.receiver().shutdown();
    Probe<Integer> receive = waiting();
    permit.send(1);
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isEqualTo(1);
    assertThat(Probe.of(channel.receiver().receive()).get()).isNull();
  }

  @Test
  void cancellingAGrantedReserveWakes() throws Exception {
    Mpsc.Permit<Integer> all = channel.sender().tryReserveMany(2);
    Probe<Mpsc.Permit<Integer>> granted = Probe.of(channel.sender().reserveMany(2));
    assertThat(granted.isPending()).isTrue();
    all.close();
    channel.receiver().shutdown();
    Probe<Integer> receive = waiting();
    granted.cancel();
    assertEnded(receive);
  }

  @Test
  void cancellingTheLastWaitingSendOfClosedSendersWakes() throws Exception {
    Mpsc.Permit<Integer> all = channel.sender().tryReserveMany(2);
    Probe<Mpsc.Permit<Integer>> partly = Probe.of(channel.sender().reserveMany(2));
    assertThat(partly.isPending()).isTrue();
    channel.sender().close();
    Probe<Integer> receive = waiting();
    all.send(1);
    assertThat(receive.get()).isEqualTo(1);
    all.close();
    Probe<Integer> end = waiting();
    partly.cancel();
    assertEnded(end);
  }
}
