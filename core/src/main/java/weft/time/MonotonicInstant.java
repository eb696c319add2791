package weft.time;

import java.time.Duration;
import weft.future.Timers;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;

/**
 * A point in time on a runtime's monotonic clock, which nobody sets back, and which a test may
 * pause and move. Only instants of the same runtime can be compared; they say nothing about the
 * calendar.
 *
 * <p>Readings of the clock may wrap around, so they are compared by their difference. That is right
 * for instants up to 292 years apart; {@link #plus} and {@link #minus} move by thirty years at
 * most.
 *
 * @param nanos nanoseconds since an arbitrary origin
 */
public record MonotonicInstant(long nanos) implements Comparable<MonotonicInstant> {

  /**
   * The present, on the current runtime's clock.
   *
   * @throws IllegalStateException outside a runtime
   */
  public static MonotonicInstant now() {
    RuntimeServices services = Current.require("MonotonicInstant.now");
    return new MonotonicInstant(services.environment().clock().nanoTime());
  }

  /** The present, on the clock of {@code timers}: for those who have no current runtime. */
  public static MonotonicInstant now(Timers timers) {
    return new MonotonicInstant(timers.nanoTime());
  }

  /** This instant moved by {@code duration}, which counts as thirty years if it is longer. */
  public MonotonicInstant plus(Duration duration) {
    return new MonotonicInstant(nanos + Timers.saturatedNanos(duration));
  }

  /** This instant moved back by {@code duration}, which counts as thirty years if it is longer. */
  public MonotonicInstant minus(Duration duration) {
    return new MonotonicInstant(nanos - Timers.saturatedNanos(duration));
  }

  /** How long it is from this instant to {@code end}; negative if that is earlier. */
  public Duration until(MonotonicInstant end) {
    return Duration.ofNanos(end.nanos - nanos);
  }

  /** How long ago this was: from this instant to {@link #now()}. */
  public Duration elapsed() {
    return until(now());
  }

  /** Whether this instant is earlier than {@code other}. */
  public boolean isBefore(MonotonicInstant other) {
    return nanos - other.nanos < 0;
  }

  /** Whether this instant is later than {@code other}. */
  public boolean isAfter(MonotonicInstant other) {
    return nanos - other.nanos > 0;
  }

  /** The order of time, by difference: meaningful among instants less than 292 years apart. */
  @Override
  public int compareTo(MonotonicInstant other) {
    return Long.signum(nanos - other.nanos);
  }

  @Override
  public String toString() {
    return "MonotonicInstant[" + nanos + " ns]";
  }
}
