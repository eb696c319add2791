package weft.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Futures;

/**
 * Factories for futures that wait for time to pass.
 *
 * <p>All of them use the clock of a runtime, at a resolution of one millisecond. None needs a
 * runtime to be made; they are bound to the one that is current, else to the one that polls them
 * first. Durations of more than thirty years count as thirty years.
 */
@CheckReturnValue
public final class Time {
  private Time() {}

  /**
   * A future that is ready after {@code duration}: counted from now inside a runtime, elsewhere
   * from its first poll. Zero and negative durations are ready at once.
   */
  public static Sleep sleep(Duration duration) {
    return Sleep.after(duration);
  }

  /** A future that is ready at {@code deadline}; at once if that has passed. */
  public static Sleep sleepUntil(MonotonicInstant deadline) {
    return Sleep.until(deadline);
  }

  /** As {@link Future#timeout}. */
  public static <T extends @Nullable Object> Future<T> timeout(Duration limit, Future<T> future) {
    return future.timeout(limit);
  }

  /** As {@link #timeout}, with a limit that is a point in time. */
  public static <T extends @Nullable Object> Future<T> timeoutAt(
      MonotonicInstant deadline, Future<T> future) {
    return Futures.timeoutAt(deadline.nanos(), future);
  }

  /**
   * Ticks every {@code period}, the first one now (outside a runtime: when first polled).
   *
   * @throws IllegalArgumentException if {@code period} is not positive
   */
  public static Interval interval(Duration period) {
    return Interval.fromNow(period);
  }

  /**
   * Ticks every {@code period}, the first one at {@code start}.
   *
   * @throws IllegalArgumentException if {@code period} is not positive
   */
  public static Interval intervalAt(MonotonicInstant start, Duration period) {
    return Interval.from(start, period);
  }
}
