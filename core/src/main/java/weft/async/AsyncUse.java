package weft.async;

import org.jspecify.annotations.Nullable;

/**
 * Straight-line code that uses a resource and gives a value.
 *
 * @param <R> the type of the resource
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncUse<R extends AutoCloseable, T extends @Nullable Object> {
  /** Runs the code; inside, {@link Async#await} waits for futures. */
  T use(R resource) throws Exception;
}
