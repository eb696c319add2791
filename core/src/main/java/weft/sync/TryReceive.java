package weft.sync;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt to receive ended.
 *
 * @param <T> the type of the values
 */
public sealed interface TryReceive<T extends @Nullable Object>
    permits TryReceive.Received, TryReceive.Empty, TryReceive.Disconnected {

  /** A value was there. */
  record Received<T extends @Nullable Object>(T value) implements TryReceive<T> {}

  /** No value is there; one may come. */
  record Empty<T extends @Nullable Object>() implements TryReceive<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /** No value is there, and none will come. */
  record Disconnected<T extends @Nullable Object>() implements TryReceive<T> {
    private static final Disconnected<?> INSTANCE = new Disconnected<>();
  }

  /** No value is there; one may come. Allocates nothing. */
  @SuppressWarnings("unchecked") // it has no value
  static <T extends @Nullable Object> TryReceive<T> empty() {
    return (TryReceive<T>) Empty.INSTANCE;
  }

  /** No value is there, and none will come. Allocates nothing. */
  @SuppressWarnings("unchecked") // it has no value
  static <T extends @Nullable Object> TryReceive<T> disconnected() {
    return (TryReceive<T>) Disconnected.INSTANCE;
  }
}
