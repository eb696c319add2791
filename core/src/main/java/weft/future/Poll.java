package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a poll: finished with a value, or not yet.
 *
 * @param <T> the type of the value
 */
public sealed interface Poll<T extends @Nullable Object> permits Poll.Ready, Poll.Pending {

  /**
   * The value is there.
   *
   * @param value the value; null only for {@code Void} futures and at the end of a stream
   * @param <T> the type of the value
   */
  record Ready<T extends @Nullable Object>(T value) implements Poll<T> {
    /** What {@link Poll#done()} and {@link Poll#end()} share: immutable, so one is enough. */
    @SuppressWarnings("NullAway") // the null of a Void future and of a stream's end
    static final Ready<?> NULL = new Ready<>(null);
  }

  /**
   * Not yet; the context's waker has been registered.
   *
   * @param <T> the type of the value
   */
  final class Pending<T extends @Nullable Object> implements Poll<T> {
    private static final Pending<?> INSTANCE = new Pending<>();

    private Pending() {}

    @Override
    public String toString() {
      return "Pending";
    }
  }

  /** Finished with {@code value}. */
  static <T extends @Nullable Object> Poll<T> ready(T value) {
    return new Ready<>(value);
  }

  /** Not finished; the caller has registered the context's waker. Allocates nothing. */
  @SuppressWarnings("unchecked")
  static <T extends @Nullable Object> Poll<T> pending() {
    return (Poll<T>) Pending.INSTANCE;
  }

  /** Finished without a value: the ready answer of a {@code Future<Void>}. Allocates nothing. */
  @SuppressWarnings("unchecked")
  static Poll<Void> done() {
    return (Poll<Void>) Ready.NULL;
  }

  /** The end of a stream: ready with {@code null}. Allocates nothing. */
  @SuppressWarnings("unchecked")
  static <T extends @Nullable Object> Poll<T> end() {
    return (Poll<T>) Ready.NULL;
  }

  /** Whether this is {@link Ready}. */
  default boolean isReady() {
    return this instanceof Ready;
  }

  /** Whether this is {@link Pending}. */
  default boolean isPending() {
    return this instanceof Pending;
  }

  /**
   * The value of a ready answer.
   *
   * @throws IllegalStateException if this is pending
   */
  default T get() {
    if (this instanceof Ready<T> ready) {
      return ready.value();
    }
    throw new IllegalStateException("get called on Pending: check isReady first");
  }
}
