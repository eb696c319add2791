package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * RUSTSEC-2021-0124: when the receiver of a Tokio oneshot closed and then looked for the value
 * while the sender sent or gave up, both sides used the value's place at once. Every interleaving
 * of it is in {@link SyncLincheckTest}; this runs it on real threads.
 */
class RustSec20210124Test {

  @Test
  void shutdownAndTryReceiveAgainstSend() throws Exception {
    int rounds = 20_000;
    AtomicReference<Oneshot<Integer>> current = new AtomicReference<>();
    CyclicBarrier barrier = new CyclicBarrier(2);
    boolean[] sent = {false};
    Thread sending =
        new Thread(
            () -> {
              try {
                for (int round = 0; round < rounds; round++) {
                  barrier.await();
                  sent[0] = current.get().sender().send(round);
                  barrier.await();
                }
              } catch (Exception broken) {
                throw new AssertionError(broken);
              }
            });
    sending.setDaemon(true);
    sending.start();
    int lost = 0;
    for (int round = 0; round < rounds; round++) {
      Oneshot<Integer> channel = Oneshot.channel();
      current.set(channel);
      barrier.await();
      channel.receiver().shutdown();
      boolean received =
          channel.receiver().tryReceive() instanceof TryReceive.Received<Integer> value
              && value.value() == round;
      barrier.await();
      if (received != sent[0]) {
        lost++;
      }
    }
    sending.join();
    assertThat(lost).isZero();
  }
}
