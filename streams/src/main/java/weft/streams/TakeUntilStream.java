package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The items until a future is ready; whatever ends first gives up the other. */
final class TakeUntilStream<T> extends Stage<T, T> {
  private final Future<?> signal;
  private boolean signalReleased;

  TakeUntilStream(Stream<? extends T> upstream, Future<?> signal) {
    super(upstream);
    this.signal = Objects.requireNonNull(signal, "signal");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    try {
      if (signalled(cx)) {
        return Poll.end();
      }
      Poll<? extends T> poll = upstream.pollNext(cx);
      return seeEnd(Polls.widen(poll));
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  private Poll<@Nullable T> seeEnd(Poll<@Nullable T> poll) {
    if (poll instanceof Poll.Ready<@Nullable T> ready && ready.value() == null) {
      upstreamEnded();
      cancel();
    }
    return poll;
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    try {
      if (signalled(cx)) {
        return Progress.DONE;
      }
      Progress progress = upstream.pollEach(cx, emitter);
      if (progress == Progress.DONE) {
        upstreamEnded();
        cancel();
      }
      return progress;
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  private boolean signalled(Context cx) throws Exception {
    if (!signal.poll(cx).isReady()) {
      return false;
    }
    signalReleased = true;
    cancel();
    return true;
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }

  @Override
  public void cancel() {
    try {
      super.cancel();
    } finally {
      if (!signalReleased) {
        signalReleased = true;
        signal.cancel();
      }
    }
  }
}
