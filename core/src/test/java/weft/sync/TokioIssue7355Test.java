package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tokio #7355 and #4321: an idle channel keeps the memory of its last burst, or blocks unused. */
class TokioIssue7355Test {

  @Test
  void aNewChannelHoldsNoSlots() {
    assertThat(Mpsc.bounded(1_000_000).receiver()).hasToString(held(0, 0));
  }

  @Test
  void afterABurstTheSlotsAreGivenBack() {
    Mpsc<Integer> channel = Mpsc.unbounded();
    for (int value = 0; value < 100_000; value++) {
      assertThat(channel.sender().trySend(value).isSent()).isTrue();
    }
    assertThat(channel.receiver()).hasToString(held(100_000, 131_072));
    for (int value = 0; value < 100_000; value++) {
      assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(value));
    }
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Empty.class);
    assertThat(channel.receiver()).hasToString(held(0, 0));
  }

  private static String held(int values, int slots) {
    return "Mpsc.Receiver[" + values + " values in " + slots + " slots, 1 senders, open]";
  }
}
