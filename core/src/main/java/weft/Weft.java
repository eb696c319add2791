package weft;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.future.Futures;
import weft.internal.context.Current;
import weft.scope.LocalSet;
import weft.task.JoinHandle;

/**
 * What a task does most, for the runtime that is current: on its threads, in {@code blockOn}, in an
 * async body, or after {@link weft.runtime.Handle#enter()}. Elsewhere these throw {@link
 * IllegalStateException}.
 */
public final class Weft {
  private Weft() {}

  /**
   * Starts a task on the current runtime; on one of its workers, into that worker's own queue.
   *
   * @see weft.runtime.Handle#spawn(Future)
   */
  public static <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
    return Current.require("Weft.spawn").spawn(null, future);
  }

  /** As {@link #spawn(Future)}, with a name that hooks, reports and dumps show. */
  public static <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
    return Current.require("Weft.spawn").spawn(name, future);
  }

  /**
   * Starts a task in the {@link LocalSet} in which the caller runs: one that takes turns with the
   * others of the set.
   *
   * @throws IllegalStateException outside every set
   */
  public static <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
    return LocalSet.current().spawnLocal(future);
  }

  /** Runs {@code body}, which may block, on the current runtime's blocking pool. */
  public static <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
    return Current.require("Weft.spawnBlocking").spawnBlocking(null, body);
  }

  /**
   * Runs {@code body}, which may block, on this very thread, after handing the worker's other tasks
   * to another one. What else the current task does concurrently (in a join, a select) waits.
   *
   * @return what {@code body} returns
   * @throws Exception what {@code body} throws
   * @throws IllegalStateException in a task of a current-thread runtime, which has no other thread:
   *     use {@link #spawnBlocking} there
   */
  public static <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    return Current.require("Weft.blockInPlace").blockInPlace(body);
  }

  /** Lets the runtime look at its drivers and run other tasks first. */
  public static Future<Void> yieldNow() {
    return Futures.yieldNow();
  }
}
