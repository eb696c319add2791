package weft.streams;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Timers;

/** One timer of a timed operator, on the executor's clock, made when it is first set. */
final class Alarm {
  private final String operator;
  private Timers.@Nullable Timer timer;
  private boolean set;

  Alarm(String operator) {
    this.operator = operator;
  }

  /** The length of a period in nanoseconds; very long ones are as good as for ever. */
  static long nanos(Duration duration, String what) {
    Objects.requireNonNull(duration, what);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " is not positive: " + duration);
    }
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
    } catch (ArithmeticException overflow) {
      return Long.MAX_VALUE / 4;
    }
  }

  /** The executor's timers. */
  Timers timers(Context cx) {
    Timers timers = cx.services().timers();
    if (timers == null) {
      throw new IllegalStateException(
          operator + " was polled by an executor without timers: run it on a Weft runtime");
    }
    return timers;
  }

  /** The executor's time. */
  long now(Context cx) {
    return timers(cx).nanoTime();
  }

  /** Goes off that many nanoseconds from now; replaces an earlier setting. */
  void setAfter(Context cx, long nanos) {
    setAt(cx, now(cx) + nanos);
  }

  /** Goes off at that time; replaces an earlier setting. */
  void setAt(Context cx, long deadlineNanos) {
    set = true;
    if (timer == null) {
      timer = timers(cx).timer(deadlineNanos);
    } else {
      timer.reset(deadlineNanos);
    }
  }

  boolean isSet() {
    return set;
  }

  /** When it goes off; only while it is set. */
  long deadlineNanos() {
    return timer == null ? 0 : timer.deadlineNanos();
  }

  /** Whether it is set and has gone off; otherwise, if it is set, the waker is registered. */
  boolean pollElapsed(Context cx) {
    return set && timer != null && timer.pollElapsed(cx.waker());
  }

  /** Forgets the setting and the registration. */
  void clear() {
    set = false;
    if (timer != null) {
      timer.cancel();
    }
  }
}
