package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;

/** The items before the first one that does not fulfil a condition. */
final class TakeWhileStream<T> extends ItemStage<T, T> {
  private final Predicate<? super T> condition;

  TakeWhileStream(Stream<? extends T> upstream, Predicate<? super T> condition) {
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
    return wanted ? down.emit(item) : complete(true);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
