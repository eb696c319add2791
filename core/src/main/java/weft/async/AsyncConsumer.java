package weft.async;

/**
 * Straight-line code that uses a resource, without a value.
 *
 * @param <R> the type of the resource
 */
@FunctionalInterface
public interface AsyncConsumer<R extends AutoCloseable> {
  /** Runs the code; inside, {@link Async#await} waits for futures. */
  void accept(R resource) throws Exception;
}
