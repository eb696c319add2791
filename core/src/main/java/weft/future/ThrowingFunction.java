package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * A function that may fail, as a step of a future may.
 *
 * @param <T> what it takes
 * @param <R> what it gives
 */
@FunctionalInterface
public interface ThrowingFunction<T extends @Nullable Object, R extends @Nullable Object> {

  /**
   * Computes the result.
   *
   * @throws Exception the failure of the future that called
   */
  R apply(T value) throws Exception;
}
