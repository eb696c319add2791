package weft.streams;

import java.util.Objects;
import java.util.function.BiConsumer;
import weft.future.ThrowingFunction;

/**
 * Operators for failures, for {@link Stream#via}. What begins a stream anew ({@link Streams#retry},
 * {@link Streams#repeat}) takes a supplier and is a source. Errors ({@link Error}) are never
 * recovered from.
 */
public final class Recovering {
  private Recovering() {}

  /** Ends with the item made of the exception instead of failing. */
  public static <T> Operator<T, T> recoverItem(
      ThrowingFunction<? super Exception, ? extends T> item) {
    Objects.requireNonNull(item, "item");
    return upstream ->
        new RecoverStream<T>(
            upstream,
            failure -> Streams.<T>of(Failures.requireItem(item.apply(failure), "recoverItem")));
  }

  /** Fails with another exception. */
  public static <T> Operator<T, T> mapError(
      ThrowingFunction<? super Exception, ? extends Exception> mapper) {
    return upstream -> new MapErrorStream<>(upstream, mapper);
  }

  /** Ends instead of failing. */
  public static <T> Operator<T, T> endOnFailure() {
    return upstream -> new RecoverStream<T>(upstream, failure -> Streams.<T>empty());
  }

  /**
   * Puts each item through {@code mapper}; an item on which that throws an exception goes with it
   * to {@code onFailure} and is left out, and the stream goes on.
   */
  public static <T, R> Operator<T, R> mapOrSkip(
      ThrowingFunction<? super T, ? extends R> mapper,
      BiConsumer<? super T, ? super Exception> onFailure) {
    return upstream -> new MapOrSkipStream<>(upstream, mapper, onFailure);
  }
}
