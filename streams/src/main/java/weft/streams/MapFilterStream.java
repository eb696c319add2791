package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;
import weft.future.ThrowingFunction;

/**
 * A map followed by a filter, in one: a step less for each item. And a pair of call sites of its
 * own, since the JIT inlines a user's function only where few others came by: in a program with
 * many streams those of {@link MapStream} and {@link FilterStream} have seen too many.
 */
final class MapFilterStream<T, R> extends ItemStage<T, R> {
  private final ThrowingFunction<? super T, ? extends R> mapper;
  private final Predicate<? super R> condition;

  MapFilterStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends R> mapper,
      Predicate<? super R> condition) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
    this.condition = Objects.requireNonNull(condition, "condition");
  }

  @Override
  public boolean emit(T item) {
    R mapped;
    try {
      mapped = Failures.requireItem(mapper.apply(item), "map");
      if (!condition.test(mapped)) {
        return true;
      }
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(mapped);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
