package weft.internal.context;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Services;
import weft.internal.driver.Driver;
import weft.internal.env.Environment;
import weft.task.JoinHandle;

/** What a Weft runtime offers to the futures it polls: how leaf futures reach the rest of it. */
public interface RuntimeServices extends Services {

  /** The runtime's effects. */
  Environment environment();

  /** The runtime's driver. */
  Driver driver();

  /**
   * Starts a task; on a worker of this runtime into its own queue.
   *
   * @param name the task's name, or null
   */
  <T extends @Nullable Object> JoinHandle<T> spawn(@Nullable String name, Future<T> future);

  /** Runs {@code body} on the blocking pool. */
  <T extends @Nullable Object> JoinHandle<T> spawnBlocking(@Nullable String name, Callable<T> body);

  /**
   * Whether everything of this runtime runs on one thread at a time (a current-thread runtime, a
   * simulation), so that straight-line bodies must take turns with it.
   */
  default boolean isSingleThreaded() {
    return false;
  }

  /**
   * Lets {@code rest} of a cancelled future finish: as part of the task that is being cancelled on
   * this thread, whose handle then waits for it, else as a task of its own that shutdown waits for.
   */
  default void adopt(Future<?> rest) {
    spawn("cleanup", rest);
  }

  /** Runs {@code body} here, after handing this worker's other tasks to another thread. */
  <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception;

  /**
   * The runtime that polls.
   *
   * @param what the operation that needs one, for the message
   * @throws IllegalStateException if {@code cx} is not of a Weft runtime
   */
  static RuntimeServices of(Context cx, String what) {
    if (cx.services() instanceof RuntimeServices services) {
      return services;
    }
    throw new IllegalStateException(
        what + " was polled outside a Weft runtime: run it by blockOn or spawn");
  }
}
