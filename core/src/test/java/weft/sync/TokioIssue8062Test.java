package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tokio #8062: the length of an mpsc channel fell below zero while the receiver was at work. */
class TokioIssue8062Test {

  @Test
  void theLengthStaysBetweenNothingAndTheCapacity() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(3);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger wrong = new AtomicInteger();
    Thread observer =
        new Thread(
            () -> {
              while (!stop.get()) {
                int length = channel.receiver().length();
                int free = channel.sender().capacity();
                if (length < 0 || length > 3 || free < 0 || free > 3) {
                  wrong.incrementAndGet();
                }
              }
            });
    observer.start();
    for (int round = 0; round < 200_000; round++) {
      assertThat(channel.sender().trySend(round).isSent()).isTrue();
      assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Received.class);
    }
    stop.set(true);
    observer.join();
    assertThat(wrong).hasValue(0);
  }

  @Test
  void theLengthIsExactAcrossBatchesAndTheClose() {
    Mpsc<Integer> channel = Mpsc.unbounded();
    for (int round = 0; round < 33; round++) {
      assertThat(channel.sender().trySend(round).isSent()).isTrue();
    }
    assertThat(channel.receiver().length()).isEqualTo(33);
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(0));
    assertThat(channel.receiver().length()).isEqualTo(32);
    channel.receiver().shutdown();
    assertThat(channel.receiver().length()).isEqualTo(32);
    channel.receiver().close();
    assertThat(channel.receiver().length()).isZero();
    assertThat(channel.receiver().isEmpty()).isTrue();
  }
}
