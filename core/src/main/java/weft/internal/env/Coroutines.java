package weft.internal.env;

/** Where the coroutines of straight-line bodies come from. Any thread. */
@FunctionalInterface
public interface Coroutines {

  /**
   * Makes a coroutine that has not started.
   *
   * @param body what it runs; throws nothing
   * @param ready called when {@link Coroutine#resume} should be called again; any thread
   * @throws java.util.concurrent.RejectedExecutionException if there are too many
   */
  Coroutine create(Runnable body, Runnable ready);
}
