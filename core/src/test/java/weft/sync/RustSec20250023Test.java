package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * RUSTSEC-2025-0023: receivers of a Tokio broadcast called the value's own code (clone) at the same
 * time without protection. Here no code of the value is called at all, and it is one object.
 */
class RustSec20250023Test {

  /** Whoever calls any of its methods fails. */
  private static final class Untouchable {
    @Override
    public boolean equals(Object other) {
      throw new AssertionError("equals was called");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashCode was called");
    }

    @Override
    public String toString() {
      throw new AssertionError("toString was called");
    }
  }

  @Test
  void threadsReceiveTheSameObjectWithoutTouchingIt() throws Exception {
    Broadcast.Sender<Untouchable> sender = Broadcast.bounded(4);
    int threads = 3;
    int rounds = 20;
    AtomicInteger same = new AtomicInteger();
    for (int round = 0; round < rounds; round++) {
      Untouchable value = new Untouchable();
      CountDownLatch started = new CountDownLatch(threads);
      Thread[] receiving = new Thread[threads];
      for (int index = 0; index < threads; index++) {
        Broadcast.Receiver<Untouchable> receiver = sender.subscribe();
        receiving[index] =
            new Thread(
                () -> {
                  started.countDown();
                  TryReceive<Untouchable> received = receiver.tryReceive();
                  while (received instanceof TryReceive.Empty) {
                    received = receiver.tryReceive();
                  }
                  if (((TryReceive.Received<Untouchable>) received).value() == value) {
                    same.incrementAndGet();
                  }
                  receiver.close();
                });
        receiving[index].start();
      }
      started.await();
      assertThat(sender.send(value)).isEqualTo(threads);
      for (Thread thread : receiving) {
        thread.join();
      }
    }
    assertThat(same).hasValue(threads * rounds);
    assertThat(sender.isEmpty()).isTrue();
  }
}
