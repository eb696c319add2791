package weft.time;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Timers;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;

/**
 * A deadline on the clock of one runtime: of the one that is current when the alarm is made, else
 * of the one that polls it first. A delay counts from that moment. Single owner.
 */
final class Alarm {
  private @Nullable Timers timers; // null as long as no runtime is known
  private Timers.@Nullable Timer timer; // made at the first poll, on the wheel of its worker
  private boolean isStarted; // else nanos is a delay that has not begun
  private long nanos;

  private Alarm(long nanos, boolean isStarted) {
    RuntimeServices services = Current.services();
    this.timers = services == null ? null : services.timers();
    this.nanos = nanos;
    this.isStarted = isStarted;
    start();
  }

  static Alarm after(long delayNanos) {
    return new Alarm(delayNanos, false);
  }

  static Alarm at(long deadlineNanos) {
    return new Alarm(deadlineNanos, true);
  }

  /**
   * Asks whether the deadline has passed, for one unit of the budget if it has.
   *
   * @param what the operation, for the message when the executor has no timers
   */
  boolean pollElapsed(Context cx, String what) {
    Timers.Timer current = timer;
    if (current == null) {
      current = begin(cx, what);
    }
    if (!cx.proceed()) {
      return false;
    }
    if (current.pollElapsed(cx.waker())) {
      return true;
    }
    cx.refund();
    return false;
  }

  boolean isStarted() {
    return isStarted;
  }

  /** The deadline; only if {@link #isStarted}. */
  long deadlineNanos() {
    return nanos;
  }

  /** The present on this alarm's clock; only if {@link #isStarted} by a clock. */
  long nanoTime() {
    Timers known = timers;
    if (known == null) {
      throw new IllegalStateException("no runtime has polled this yet: its clock is unknown");
    }
    return known.nanoTime();
  }

  /** Whether the deadline has passed on the clock; false as long as that is unknown. */
  boolean hasPassed() {
    return isStarted && timers != null && nanos - timers.nanoTime() <= 0;
  }

  void reset(long deadlineNanos) {
    nanos = deadlineNanos;
    isStarted = true;
    if (timer != null) {
      timer.reset(deadlineNanos);
    }
  }

  void resetAfter(long delayNanos) {
    if (timers == null) {
      nanos = delayNanos;
      isStarted = false;
    } else {
      reset(timers.nanoTime() + delayNanos);
    }
  }

  /** Forgets the registration; the next poll makes a new one for the same deadline. */
  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private Timers.Timer begin(Context cx, String what) {
    if (timers == null) {
      timers = cx.services().timers();
      if (timers == null) {
        throw new IllegalStateException(
            what + " was polled by an executor without timers: run it by blockOn or spawn");
      }
      start();
    }
    timer = timers.timer(nanos);
    return timer;
  }

  private void start() {
    if (!isStarted && timers != null) {
      nanos += timers.nanoTime();
      isStarted = true;
    }
  }
}
