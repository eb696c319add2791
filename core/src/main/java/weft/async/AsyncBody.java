package weft.async;

import org.jspecify.annotations.Nullable;

/**
 * Straight-line code that gives a value.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncBody<T extends @Nullable Object> {
  /** Runs the code; inside, {@link Async#await} waits for futures. */
  T run() throws Exception;
}
