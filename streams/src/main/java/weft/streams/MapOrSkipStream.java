package weft.streams;

import java.util.Objects;
import java.util.function.BiConsumer;
import weft.future.ThrowingFunction;

/** Each item through a function; an item on which it fails is reported and left out. */
final class MapOrSkipStream<T, R> extends ItemStage<T, R> {
  private final ThrowingFunction<? super T, ? extends R> mapper;
  private final BiConsumer<? super T, ? super Exception> onFailure;

  MapOrSkipStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends R> mapper,
      BiConsumer<? super T, ? super Exception> onFailure) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
    this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
  }

  @Override
  public boolean emit(T item) {
    R mapped;
    try {
      mapped = Failures.requireItem(mapper.apply(item), "mapOrSkip");
    } catch (Exception failure) {
      return report(item, failure);
    } catch (Error failure) {
      return stop(failure);
    }
    return down.emit(mapped);
  }

  private boolean report(T item, Exception failure) {
    try {
      onFailure.accept(item, failure);
    } catch (Throwable reportFailure) {
      if (reportFailure != failure) {
        reportFailure.addSuppressed(failure);
      }
      return stop(reportFailure);
    }
    return true;
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
