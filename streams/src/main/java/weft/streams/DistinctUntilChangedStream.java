package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.ThrowingFunction;

/** Leaves out items whose key equals the key of the item before. */
final class DistinctUntilChangedStream<T> extends ItemStage<T, T> {
  private final ThrowingFunction<? super T, ?> key;
  private @Nullable Object lastKey;
  private boolean started;

  DistinctUntilChangedStream(Stream<? extends T> upstream, ThrowingFunction<? super T, ?> key) {
    super(upstream);
    this.key = Objects.requireNonNull(key, "key");
  }

  @Override
  public boolean emit(T item) {
    boolean changed;
    try {
      Object itemKey = key.apply(item);
      changed = !started || !Objects.equals(lastKey, itemKey);
      lastKey = itemKey;
      started = true;
    } catch (Throwable failure) {
      return stop(failure);
    }
    return !changed || down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
