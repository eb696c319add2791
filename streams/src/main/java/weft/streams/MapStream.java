package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;
import weft.future.ThrowingFunction;

/** Each item through a function. */
final class MapStream<T, R> extends ItemStage<T, R> {
  private final ThrowingFunction<? super T, ? extends R> mapper;

  MapStream(Stream<? extends T> upstream, ThrowingFunction<? super T, ? extends R> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public boolean emit(T item) {
    R mapped;
    try {
      mapped = Failures.requireItem(mapper.apply(item), "map");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(mapped);
  }

  @Override
  public Stream<R> filter(Predicate<? super R> condition) {
    return isFinished()
        ? super.filter(condition)
        : new MapFilterStream<>(upstream, mapper, condition);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
