package weft.streams;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The latest item of each period in which there was one; the ones before it are dropped. */
final class SampleStream<T> extends Stage<T, T> {
  private final long periodNanos;
  private final Discard<T> discard;
  private final Alarm alarm = new Alarm("sample");
  private @Nullable T latest;

  SampleStream(Stream<? extends T> upstream, Duration period, Discard<T> discard) {
    super(upstream);
    this.periodNanos = Alarm.nanos(period, "sample period");
    this.discard = discard;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    if (!alarm.isSet()) {
      alarm.setAfter(cx, periodNanos);
    }
    while (!isReleased() && upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready) {
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        discard.drop(latest);
        latest = item;
      }
    }
    if (isReleased() && latest == null) {
      alarm.clear();
      return end();
    }
    while (!isReleased()) {
      if (!alarm.pollElapsed(cx)) {
        return Poll.pending();
      }
      // The ticks stay on their grid however late this poll is; missed ones are left out.
      long late = alarm.now(cx) - alarm.deadlineNanos();
      alarm.setAt(cx, alarm.deadlineNanos() + (late / periodNanos + 1) * periodNanos);
      if (latest != null) {
        break;
      }
    }
    T sampled = latest;
    latest = null;
    return Polls.readyOrEnd(sampled);
  }

  @Override
  public void cancel() {
    super.cancel();
    alarm.clear();
    discard.drop(latest);
    latest = null;
  }
}
