package weft.async;

import org.jspecify.annotations.Nullable;

/**
 * Straight-line code that uses a resource and gives a value.
 *
 * <p>It is an {@link AsyncConsumer} as well, so that the compiler prefers it for a lambda that
 * could be either, such as {@code r -> f(r)}: the value is then not lost in silence.
 *
 * @param <R> the type of the resource
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncUse<R extends AutoCloseable, T extends @Nullable Object>
    extends AsyncConsumer<R> {
  /** Runs the code; inside, {@link Async#await} waits for futures. */
  T use(R resource) throws Exception;

  /** Runs the code and drops its value. */
  @Override
  default void accept(R resource) throws Exception {
    use(resource);
  }
}
