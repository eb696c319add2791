package weft.streams;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Counts ticks: one at once, then one each period. Ticks that nobody took in time come at once. */
final class IntervalSource extends AbstractStream<Long> {
  private final long periodNanos;
  private final Alarm alarm = new Alarm("interval");
  private long next;

  IntervalSource(Duration period) {
    this.periodNanos = Alarm.nanos(period, "interval period");
  }

  @Override
  public Poll<@Nullable Long> pollNext(Context cx) {
    requireActive();
    if (!alarm.isSet()) {
      alarm.setAfter(cx, 0);
    }
    if (!alarm.pollElapsed(cx) || !cx.proceed()) {
      return Poll.pending();
    }
    alarm.setAt(cx, alarm.deadlineNanos() + periodNanos);
    return Poll.ready(next++);
  }

  @Override
  public void cancel() {
    finish();
    alarm.clear();
  }
}
