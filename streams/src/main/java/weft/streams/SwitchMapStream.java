package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/**
 * The items of the stream made of upstream's latest item; a newer item cancels the older stream.
 */
final class SwitchMapStream<T, R> extends Stage<T, R> {
  private final ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper;
  private @Nullable Stream<? extends R> inner;

  SwitchMapStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    requireActive();
    try {
      switchToLatest(cx);
      Stream<? extends R> current = inner;
      if (current != null) {
        Poll<? extends R> poll = current.pollNext(cx);
        if (!(poll instanceof Poll.Ready<? extends R> ready) || ready.value() != null) {
          return Polls.widen(poll);
        }
        dropInner(); // it has ended, and may hold on to its source
      }
      return isReleased() ? end() : Poll.pending();
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  private void switchToLatest(Context cx) throws Exception {
    while (!isReleased() && upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready) {
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        dropInner();
        inner = Objects.requireNonNull(mapper.apply(item), "switchMap: stream");
      }
    }
  }

  private void dropInner() {
    Stream<? extends R> current = inner;
    inner = null;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void cancel() {
    super.cancel();
    dropInner();
  }
}
