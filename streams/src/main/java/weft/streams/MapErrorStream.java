package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Fails with another exception than upstream. */
final class MapErrorStream<T> extends Stage<T, T> {
  private final ThrowingFunction<? super Exception, ? extends Exception> mapper;

  MapErrorStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super Exception, ? extends Exception> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Poll<? extends T> poll;
    try {
      poll = upstream.pollNext(cx);
    } catch (Exception failure) {
      throw translated(failure);
    }
    return poll instanceof Poll.Ready<? extends T> ready && ready.value() != null
        ? Polls.widen(poll)
        : pass(poll);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    Progress progress;
    try {
      progress = upstream.pollEach(cx, emitter);
    } catch (Exception failure) {
      throw translated(failure);
    }
    if (progress == Progress.DONE) {
      upstreamEnded();
      finish();
    }
    return progress;
  }

  private Exception translated(Exception failure) throws Exception {
    Cleanup.after(failure, this::cancel);
    try {
      return Failures.requireResult(
          mapper.apply(failure), "mapError: the function", "an exception");
    } catch (Throwable second) {
      Cleanup.suppress(second, failure);
      throw second;
    }
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
