package weft;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Futures;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.scope.LocalSet;
import weft.task.JoinHandle;
import weft.task.TaskId;
import weft.time.Interval;
import weft.time.MonotonicInstant;
import weft.time.Sleep;
import weft.time.Time;

/**
 * What a task does most, for the runtime that is current: on its threads, in {@code blockOn}, in an
 * async body, or after {@link weft.runtime.Handle#enter()}. Elsewhere those that need a runtime
 * throw {@link IllegalStateException}.
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
  @CheckReturnValue
  public static Future<Void> yieldNow() {
    return Futures.yieldNow();
  }

  /**
   * Waits for {@code duration}.
   *
   * @see Time#sleep
   */
  @CheckReturnValue
  public static Sleep sleep(Duration duration) {
    return Time.sleep(duration);
  }

  /**
   * Waits until {@code deadline}.
   *
   * @see Time#sleepUntil
   */
  @CheckReturnValue
  public static Sleep sleepUntil(MonotonicInstant deadline) {
    return Time.sleepUntil(deadline);
  }

  /**
   * Cancels {@code future} and fails if it is not ready within {@code limit}.
   *
   * @see Time#timeout
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Future<T> timeout(Duration limit, Future<T> future) {
    return Time.timeout(limit, future);
  }

  /**
   * Ticks at once and then once in each {@code period}.
   *
   * @see Time#interval
   */
  @CheckReturnValue
  public static Interval interval(Duration period) {
    return Time.interval(period);
  }

  /**
   * The task whose code the current thread runs: on a worker, in a straight-line body, in a job of
   * {@code spawnBlocking}; null elsewhere, as in the future of a {@code blockOn}.
   */
  public static @Nullable TaskId currentTaskId() {
    Scope scope = Current.scope();
    return scope == null ? null : scope.taskId();
  }

  /**
   * The number of the worker that the current thread runs, as in {@link
   * weft.runtime.RuntimeMetrics#worker}; empty on other threads, also those for blocking code. It
   * may change at each poll of a task. On a current-thread runtime it is 0.
   */
  public static OptionalInt workerIndex() {
    Scope scope = Current.scope();
    int index = scope == null ? -1 : scope.workerIndex();
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
