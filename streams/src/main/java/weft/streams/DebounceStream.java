package weft.streams;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** An item once it has been followed by silence; the ones before it are dropped. */
final class DebounceStream<T> extends Stage<T, T> {
  private final long silenceNanos;
  private final Discard<T> discard;
  private final Alarm alarm = new Alarm("debounce");
  private @Nullable T latest;

  DebounceStream(Stream<? extends T> upstream, Duration silence, Discard<T> discard) {
    super(upstream);
    this.silenceNanos = Alarm.nanos(silence, "debounce silence");
    this.discard = discard;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    while (!isReleased() && upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready) {
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        discard.drop(latest);
        latest = item;
        alarm.setAfter(cx, silenceNanos);
      }
    }
    T settled = latest;
    if (settled == null) {
      return isReleased() ? end() : Poll.pending();
    }
    if (!isReleased() && !alarm.pollElapsed(cx)) {
      return Poll.pending();
    }
    alarm.clear();
    latest = null;
    return Poll.ready(settled);
  }

  @Override
  public void cancel() {
    super.cancel();
    alarm.clear();
    discard.drop(latest);
    latest = null;
  }
}
