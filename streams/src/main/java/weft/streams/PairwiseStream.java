package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import weft.future.Context;

/**
 * Each item together with the one before it. An item that stays alone was shown to nobody, and is
 * handed over as undelivered.
 */
final class PairwiseStream<T, R> extends ItemStage<T, R> {
  private final BiFunction<? super T, ? super T, ? extends R> combiner;
  private final Discard<T> discard = Discard.toRuntime();
  private @Nullable T previous;
  private boolean shown; // the previous one, to the combiner

  PairwiseStream(
      Stream<? extends T> upstream, BiFunction<? super T, ? super T, ? extends R> combiner) {
    super(upstream);
    this.combiner = Objects.requireNonNull(combiner, "combiner");
  }

  @Override
  void prepare(Context cx) {
    discard.remember(cx);
  }

  @Override
  public boolean emit(T item) {
    T before = previous;
    previous = item;
    if (before == null) {
      return true;
    }
    shown = true;
    R combined;
    try {
      combined = Failures.requireItem(combiner.apply(before, item), "pairwise");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(combined);
  }

  @Override
  boolean flushAtEnd() {
    dropAlone();
    return true;
  }

  private void dropAlone() {
    T alone = shown ? null : previous;
    previous = null;
    discard.drop(alone);
  }

  @Override
  public void cancel() {
    super.cancel();
    dropAlone();
  }

  @Override
  public SizeHint sizeHint() {
    return previous == null ? upstream.sizeHint().minus(1) : upstream.sizeHint();
  }
}
