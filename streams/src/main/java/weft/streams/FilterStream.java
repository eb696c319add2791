package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;

/** The items that fulfil a condition. */
final class FilterStream<T> extends ItemStage<T, T> {
  private final Predicate<? super T> condition;

  FilterStream(Stream<? extends T> upstream, Predicate<? super T> condition) {
    super(upstream);
    this.condition = Objects.requireNonNull(condition, "condition");
  }

  @Override
  public boolean emit(T item) {
    boolean wanted;
    try {
      wanted = condition.test(item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return !wanted || down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
