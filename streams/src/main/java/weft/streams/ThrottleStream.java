package weft.streams;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Waits a while after each item before it asks for the next. */
final class ThrottleStream<T> extends Stage<T, T> {
  private final long pauseNanos;
  private final Alarm alarm = new Alarm("throttle");

  ThrottleStream(Stream<? extends T> upstream, Duration pause) {
    super(upstream);
    this.pauseNanos = Alarm.nanos(pause, "throttle pause");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    if (alarm.isSet()) {
      if (!alarm.pollElapsed(cx)) {
        return Poll.pending();
      }
      alarm.clear();
    }
    Poll<? extends T> poll = upstream.pollNext(cx);
    if (!(poll instanceof Poll.Ready<? extends T> ready) || ready.value() == null) {
      return pass(poll);
    }
    alarm.setAfter(cx, pauseNanos);
    return Polls.widen(poll);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }

  @Override
  public void cancel() {
    super.cancel();
    alarm.clear();
  }
}
