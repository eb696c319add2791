package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;

/** The items from the first one on that does not fulfil a condition. */
final class SkipWhileStream<T> extends ItemStage<T, T> {
  private final Predicate<? super T> condition;
  private boolean skipping = true;

  SkipWhileStream(Stream<? extends T> upstream, Predicate<? super T> condition) {
    super(upstream);
    this.condition = Objects.requireNonNull(condition, "condition");
  }

  @Override
  public boolean emit(T item) {
    if (skipping) {
      try {
        skipping = condition.test(item);
      } catch (Throwable failure) {
        return stop(failure);
      }
      if (skipping) {
        return true;
      }
    }
    return down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
