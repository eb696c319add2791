package weft.samples.redis;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another thread brings about, without sleeping for a guessed time. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /** Asks again and again until the answer is yes; fails after a generous limit. */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      Thread.yield();
    }
  }
}
