package weft.leaks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How long to wait for things to be given back, which takes a moment: a thread ends, a server
 * closes a connection.
 */
record Patience(Duration limit) {
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(5));

  private static final long PAUSE = Duration.ofMillis(2).toNanos();

  /** Waits until {@code condition} holds, or for the limit; returns whether it holds. */
  boolean until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE);
    }
    return true;
  }
}
