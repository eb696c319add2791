package weft.time;

import java.time.Duration;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;

/**
 * Ticks at a regular distance, the first at once. See {@link Time#interval} and {@link
 * Time#intervalAt}.
 *
 * <p>The period is measured from tick to tick, not from the end of the work between them. After a
 * late tick {@link MissedTickBehavior} decides, {@link MissedTickBehavior#BURST} unless set
 * otherwise. A period of more than thirty years counts as thirty years.
 *
 * <p><b>Threads.</b> One owner, like a future.
 */
public final class Interval {
  /** Ticks taken up to this much late are not missed: it is what rounding and wake-ups cost. */
  private static final long TOLERANCE_NANOS = 5_000_000; // Tokio's figure

  private final Duration period;
  private final long periodNanos;
  private final Alarm alarm;
  private MissedTickBehavior missedTickBehavior = MissedTickBehavior.BURST;

  private Interval(Duration period, Alarm alarm) {
    this.period = period;
    this.periodNanos = Timers.saturatedNanos(period);
    this.alarm = alarm;
  }

  static Interval fromNow(Duration period) {
    return new Interval(checked(period), Alarm.after(0));
  }

  static Interval from(MonotonicInstant start, Duration period) {
    return new Interval(checked(period), Alarm.at(start.nanos()));
  }

  private static Duration checked(Duration period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("the period of an interval is not positive: " + period);
    }
    return period;
  }

  /**
   * The next tick: the time for which it was scheduled, also when it comes late.
   *
   * <p><b>Cancellation.</b> Takes no tick; the schedule stays as it is.
   */
  @CheckReturnValue
  public Future<MonotonicInstant> tick() {
    return new Tick(this);
  }

  /** Polls for the next tick, as {@link #tick()} does. */
  public Poll<MonotonicInstant> pollTick(Context cx) {
    if (!alarm.pollElapsed(cx, "interval")) {
      return Poll.pending();
    }
    long scheduled = alarm.deadlineNanos();
    long now = alarm.nanoTime();
    long next =
        now - scheduled > TOLERANCE_NANOS
            ? missedTickBehavior.next(scheduled, now, periodNanos)
            : scheduled + periodNanos;
    alarm.reset(next);
    return Poll.ready(new MonotonicInstant(scheduled));
  }

  /** The distance of two ticks. */
  public Duration period() {
    return period;
  }

  /** What happens after a late tick. */
  public MissedTickBehavior missedTickBehavior() {
    return missedTickBehavior;
  }

  /** Changes what happens after a late tick, from the next tick on. */
  public Interval missedTickBehavior(MissedTickBehavior behavior) {
    missedTickBehavior = behavior;
    return this;
  }

  /** Lets the next tick come one period from now. */
  public void reset() {
    alarm.resetAfter(periodNanos);
  }

  /** Lets the next tick come at once. */
  public void resetImmediately() {
    alarm.resetAfter(0);
  }

  /** Lets the next tick come {@code delay} from now, and the following ones by the period. */
  public void resetAfter(Duration delay) {
    alarm.resetAfter(Timers.saturatedNanos(delay));
  }

  /** Lets the next tick come at {@code time}, and the following ones by the period. */
  public void resetAt(MonotonicInstant time) {
    alarm.reset(time.nanos());
  }

  @Override
  public String toString() {
    return "Interval[every " + period + ", " + missedTickBehavior + "]";
  }

  private static final class Tick implements Future<MonotonicInstant> {
    private final Interval interval;
    private boolean isFinished;

    Tick(Interval interval) {
      this.interval = interval;
    }

    @Override
    public Poll<MonotonicInstant> poll(Context cx) {
      if (isFinished) {
        throw new IllegalStateException("tick was polled after it had finished: call tick() again");
      }
      Poll<MonotonicInstant> polled = interval.pollTick(cx);
      isFinished = polled.isReady();
      return polled;
    }

    @Override
    public void cancel() {
      if (!isFinished) {
        isFinished = true;
        interval.alarm.cancel();
      }
    }
  }
}
