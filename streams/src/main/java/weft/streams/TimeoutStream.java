package weft.streams;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Fails if an item (or the end of the whole) does not come in time. */
final class TimeoutStream<T> extends Stage<T, T> {
  private final Duration limit;
  private final long limitNanos;
  private final boolean perItem;
  private final Alarm alarm = new Alarm("timeout");

  TimeoutStream(Stream<? extends T> upstream, Duration limit, boolean perItem) {
    super(upstream);
    this.limit = limit;
    this.limitNanos = Alarm.nanos(limit, "timeout");
    this.perItem = perItem;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    if (!perItem) {
      startAlarm(cx);
      if (alarm.pollElapsed(cx)) {
        throw late();
      }
    }
    Poll<? extends T> poll = upstream.pollNext(cx);
    if (poll instanceof Poll.Ready<? extends T> ready) {
      if ((perItem || ready.value() == null) && alarm.isSet()) {
        alarm.clear();
      }
      return ready.value() == null ? pass(poll) : Polls.widen(poll);
    }
    startAlarm(cx);
    if (alarm.pollElapsed(cx)) {
      throw late();
    }
    return Poll.pending();
  }

  /** The wait for an item begins when it is asked for and not there. */
  private void startAlarm(Context cx) {
    if (!alarm.isSet()) {
      alarm.setAfter(cx, limitNanos);
    }
  }

  private Exception late() {
    return fail(
        new TimeoutException(
            perItem ? "no item within " + limit : "the stream has not ended within " + limit));
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }

  @Override
  public void cancel() {
    super.cancel();
    alarm.clear();
  }
}
