package weft.time;

import java.time.Duration;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;

/**
 * A future that is ready once its deadline has passed. See {@link Time#sleep} and {@link
 * Time#sleepUntil}.
 *
 * <p>It is never ready early. It may be late by up to a millisecond, to which deadlines are rounded
 * up, and by what the machine is busy with. A deadline that has passed at the first poll makes it
 * ready at once.
 *
 * <p><b>Clock.</b> That of the runtime in which it was made; if there was none, that of the runtime
 * that polls it first. Resetting keeps the clock.
 *
 * <p><b>Threads.</b> One owner, like every future; that includes {@link #reset}.
 *
 * <p><b>Cancellation.</b> Loses nothing but the time waited so far.
 */
public final class Sleep implements Future<Void> {
  private final Alarm alarm;
  private boolean isFinished;

  private Sleep(Alarm alarm) {
    this.alarm = alarm;
  }

  static Sleep after(Duration duration) {
    return new Sleep(Alarm.after(Timers.saturatedNanos(duration)));
  }

  static Sleep until(MonotonicInstant deadline) {
    return new Sleep(Alarm.at(deadline.nanos()));
  }

  @Override
  public Poll<Void> poll(Context cx) {
    if (isFinished) {
      throw new IllegalStateException(
          "sleep was polled after it had finished: reset it to sleep again");
    }
    if (alarm.pollElapsed(cx, "sleep")) {
      isFinished = true;
      return Poll.done();
    }
    return Poll.pending();
  }

  @Override
  public void cancel() {
    isFinished = true;
    alarm.cancel();
  }

  /**
   * When this sleep ends.
   *
   * @throws IllegalStateException if it was made from a duration outside a runtime and has not been
   *     polled: its time has not begun
   */
  public MonotonicInstant deadline() {
    if (!alarm.isStarted()) {
      throw new IllegalStateException(
          "this sleep has not begun: it was made outside a runtime and not polled yet");
    }
    return new MonotonicInstant(alarm.deadlineNanos());
  }

  /** Whether the deadline has passed. False as long as the clock is unknown. */
  public boolean isElapsed() {
    return alarm.hasPassed();
  }

  /**
   * Moves the deadline. A sleep that had finished or been cancelled can be polled again. If it
   * waits now, its waker is woken at the new deadline.
   */
  public void reset(MonotonicInstant deadline) {
    isFinished = false;
    alarm.reset(deadline.nanos());
  }

  /**
   * As {@link #reset}, to {@code duration} from now (from the first poll, where the clock is
   * unknown).
   */
  public void resetAfter(Duration duration) {
    isFinished = false;
    alarm.resetAfter(Timers.saturatedNanos(duration));
  }

  @Override
  public String toString() {
    return alarm.isStarted() ? "Sleep[until " + alarm.deadlineNanos() + " ns]" : "Sleep[not begun]";
  }
}
