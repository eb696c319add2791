package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.ThrowingFunction;

/** Each item through a function that may leave it out. */
final class FilterMapStream<T, R> extends ItemStage<T, R> {
  private final ThrowingFunction<? super T, ? extends @Nullable R> mapper;

  FilterMapStream(
      Stream<? extends T> upstream, ThrowingFunction<? super T, ? extends @Nullable R> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public boolean emit(T item) {
    R mapped;
    try {
      mapped = mapper.apply(item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return mapped == null || down.emit(mapped);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
