package weft.sync;

/**
 * How an attempt to send ended.
 *
 * @param <T> the type of the values
 */
public sealed interface TrySend<T> permits TrySend.Sent, TrySend.Full, TrySend.Closed {

  /** The value is in the channel. */
  record Sent<T>() implements TrySend<T> {
    private static final Sent<?> INSTANCE = new Sent<>();
  }

  /** There was no room: {@code value} is the caller's again. */
  record Full<T>(T value) implements TrySend<T> {}

  /** Nobody will receive from the channel: {@code value} is the caller's again. */
  record Closed<T>(T value) implements TrySend<T> {}

  /** The value is in the channel. Allocates nothing. */
  @SuppressWarnings("unchecked") // it has no value
  static <T> TrySend<T> sent() {
    return (TrySend<T>) Sent.INSTANCE;
  }

  /** Whether this is {@link Sent}. */
  default boolean isSent() {
    return this instanceof Sent;
  }
}
