package weft.streams;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** All that has come since the last item was taken, merged into one item. */
final class ConflateStream<T> extends Stage<T, T> {
  private final @Nullable BinaryOperator<T> merger; // null: the latest wins
  private final Discard<T> discard;
  private @Nullable T merged;

  ConflateStream(
      Stream<? extends T> upstream, @Nullable BinaryOperator<T> merger, Discard<T> discard) {
    super(upstream);
    this.merger = merger;
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
        merged = merge(merged, item);
      }
    }
    T given = merged;
    if (given == null) {
      return isReleased() ? end() : Poll.pending();
    }
    merged = null;
    return Poll.ready(given);
  }

  private T merge(@Nullable T before, T item) throws Exception {
    if (before == null) {
      return item;
    }
    if (merger == null) {
      discard.drop(before);
      return item;
    }
    merged = null; // the function owns it now
    try {
      return Failures.requireItem(merger.apply(before, item), "conflate");
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.drop(merged);
    merged = null;
  }
}
