package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Each item together with the one before it. */
final class PairwiseStream<T, R> extends ItemStage<T, R> {
  private final BiFunction<? super T, ? super T, ? extends R> combiner;
  private @Nullable T previous;

  PairwiseStream(
      Stream<? extends T> upstream, BiFunction<? super T, ? super T, ? extends R> combiner) {
    super(upstream);
    this.combiner = Objects.requireNonNull(combiner, "combiner");
  }

  @Override
  public boolean emit(T item) {
    T before = previous;
    previous = item;
    if (before == null) {
      return true;
    }
    R combined;
    try {
      combined = Failures.requireItem(combiner.apply(before, item), "pairwise");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(combined);
  }

  @Override
  public SizeHint sizeHint() {
    return previous == null ? upstream.sizeHint().minus(1) : upstream.sizeHint();
  }
}
