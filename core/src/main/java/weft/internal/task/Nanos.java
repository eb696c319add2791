package weft.internal.task;

import java.time.Duration;

/** Durations as nanoseconds. */
public final class Nanos {
  private Nanos() {}

  /** The nanoseconds of {@code duration}; what does not fit is {@link Long#MAX_VALUE}: for ever. */
  public static long of(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
