package weft.internal.blocking;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How a {@link BlockingPool} is built.
 *
 * @param maxThreads threads at most
 * @param keepAliveNanos how long an idle thread waits for another job
 * @param queueLimit how many jobs may wait when all threads are busy; {@link #UNBOUNDED} has no
 *     limit
 * @param stackSize the threads' stack in bytes, or 0 for the JVM's default
 * @param threadName the name of the n-th thread, counted from 0
 * @param onThreadStart called on each thread before its first job
 * @param onThreadStop called on each thread after its last job
 */
public record BlockingOptions(
    int maxThreads,
    long keepAliveNanos,
    int queueLimit,
    long stackSize,
    IntFunction<String> threadName,
    Runnable onThreadStart,
    Runnable onThreadStop) {

  /** As many jobs may wait as memory holds. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** Tokio's figures: 512 threads, which wait for ten seconds, and an unbounded queue. */
  public static final BlockingOptions DEFAULT =
      new BlockingOptions(
          512,
          Duration.ofSeconds(10).toNanos(),
          UNBOUNDED,
          0,
          number -> "weft-blocking-" + number,
          () -> {},
          () -> {});

  /** Checks the limits. */
  public BlockingOptions {
    if (maxThreads < 1) {
      throw new IllegalArgumentException("maxBlockingThreads < 1: " + maxThreads);
    }
    if (keepAliveNanos < 0) {
      throw new IllegalArgumentException("threadKeepAlive < 0: " + keepAliveNanos + " ns");
    }
    if (queueLimit < 0) {
      throw new IllegalArgumentException("blockingQueueLimit < 0: " + queueLimit);
    }
  }
}
