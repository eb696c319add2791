package weft.leaks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Things that are given back take a moment: a thread ends, a server closes a connection. */
final class Patience {
  private static final long LIMIT = Duration.ofSeconds(5).toNanos();
  private static final long PAUSE = Duration.ofMillis(2).toNanos();

  private Patience() {}

  /** Waits until {@code condition} holds, or for five seconds; returns whether it holds. */
  static boolean until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= LIMIT) {
        return false;
      }
      LockSupport.parkNanos(PAUSE);
    }
    return true;
  }
}
