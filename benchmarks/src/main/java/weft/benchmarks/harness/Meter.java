package weft.benchmarks.harness;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;

/** Repeats a body for a given time and takes the median of its times. */
public final class Meter {

  /** Slow bodies (kotlinx.coroutines behind busy workers: 0.2 s) still get a median. */
  private static final int MIN_SAMPLES = 3;

  private final long durationNanos;
  private final Duration starvationLimit;

  private Meter(Duration duration, Duration starvationLimit) {
    this.durationNanos = duration.toNanos();
    this.starvationLimit = starvationLimit;
  }

  static Meter of(Duration duration, Duration starvationLimit) {
    return new Meter(duration, starvationLimit);
  }

  /** How long work that may starve is waited for before it counts as starved. */
  public Duration starvationLimit() {
    return starvationLimit;
  }

  /**
   * Repeats the body for the duration and at least three times.
   *
   * @param units how many units of work one call of the body does
   * @param body the work
   * @return the median time of a call, per unit, or how far the first call came that starved
   * @throws Exception what the body throws
   */
  public Result median(int units, Body body) throws Exception {
    try {
      return measure(units, body);
    } catch (Starvation starvation) {
      return starvation.result();
    }
  }

  private Result measure(int units, Body body) throws Exception {
    long[] samples = new long[1024];
    int count = 0;
    long allocatedBefore = allocatedBytes();
    long begin = System.nanoTime();
    do {
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, 2 * count);
      }
      long start = System.nanoTime();
      body.run();
      samples[count++] = System.nanoTime() - start;
    } while (count < MIN_SAMPLES || System.nanoTime() - begin < durationNanos);
    long allocated = allocatedBytes() - allocatedBefore;
    Arrays.sort(samples, 0, count);
    double median = (samples[(count - 1) / 2] + samples[count / 2]) / 2.0;
    return new Result.Measured(median / units, (double) allocated / units / count);
  }

  /**
   * The heap allocated so far by the live platform threads. Virtual threads are counted while they
   * run on one of them.
   */
  private static long allocatedBytes() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  /** Work that may throw. */
  @FunctionalInterface
  public interface Body {

    /**
     * Does the work once.
     *
     * @throws Exception if it cannot be done
     */
    void run() throws Exception;
  }
}
