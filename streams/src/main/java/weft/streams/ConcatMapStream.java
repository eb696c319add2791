package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** The items of the streams that are made of upstream's items, one stream after the other. */
final class ConcatMapStream<T, R> extends Stage<T, R> {
  private final ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper;
  private final OneItem<R> one = new OneItem<>();
  private @Nullable Stream<? extends R> inner;

  ConcatMapStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    while (true) {
      Stream<? extends R> current = inner;
      if (current == null) {
        Poll<? extends T> poll = upstream.pollNext(cx);
        if (!(poll instanceof Poll.Ready<? extends T> ready)) {
          return Progress.PENDING;
        }
        T item = ready.value();
        if (item == null) {
          upstreamEnded();
          finish();
          return Progress.DONE;
        }
        try {
          current =
              Failures.requireResult(mapper.apply(item), "concatMap: the function", "a stream");
        } catch (Throwable failure) {
          throw fail(failure);
        }
        inner = current;
      }
      Progress progress;
      try {
        progress = current.pollEach(cx, emitter);
      } catch (Throwable failure) {
        throw fail(failure);
      }
      if (progress != Progress.DONE) {
        return progress;
      }
      inner = null;
      current.cancel(); // it has ended, and may hold on to its source
    }
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    Stream<? extends R> current = inner;
    return SizeHint.noneIf(hasNoneUpstream() && (current == null || current.sizeHint().isNone()));
  }

  @Override
  public void cancel() {
    Stream<? extends R> current = inner;
    inner = null;
    try {
      super.cancel();
    } finally {
      if (current != null) {
        current.cancel();
      }
    }
  }
}
