package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ThrowingFunction;

/**
 * Leaves out items that equal the one before, or whose key does. Without a key no function of the
 * user's sees what is left out, so that is handed over as undelivered.
 */
final class DistinctUntilChangedStream<T> extends ItemStage<T, T> {
  private final @Nullable ThrowingFunction<? super T, ?> key; // null: the item itself
  private final Discard<T> discard = Discard.toRuntime();
  private @Nullable Object lastKey;
  private boolean started;

  DistinctUntilChangedStream(
      Stream<? extends T> upstream, @Nullable ThrowingFunction<? super T, ?> key) {
    super(upstream);
    this.key = key;
  }

  @Override
  void prepare(Context cx) {
    discard.remember(cx);
  }

  @Override
  public boolean emit(T item) {
    boolean changed;
    try {
      Object itemKey = key == null ? item : key.apply(item);
      changed = !started || !Objects.equals(lastKey, itemKey);
      lastKey = itemKey;
      started = true;
    } catch (Throwable failure) {
      return stop(failure);
    }
    if (changed) {
      return down.emit(item);
    }
    if (key == null) {
      discard.drop(item);
    }
    return true;
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
