package weft.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.scheduler.PlainScope;
import weft.internal.scheduler.Scheduler;
import weft.task.JoinHandle;

/**
 * A runtime as seen from anywhere: spawns onto it and can make it current, but does not own it. A
 * handle does not keep its runtime alive; after its shutdown, spawning gives cancelled tasks.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, unless they say otherwise.
 */
public final class Handle {
  private final Scheduler scheduler;

  Handle(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * The runtime that is current on this thread.
   *
   * @throws IllegalStateException outside every runtime
   */
  public static Handle current() {
    return of(Current.require("Handle.current"));
  }

  /** The runtime that is current on this thread, or null. */
  public static @Nullable Handle tryCurrent() {
    RuntimeServices services = Current.services();
    return services == null ? null : of(services);
  }

  private static Handle of(RuntimeServices services) {
    if (services instanceof Scheduler scheduler) {
      return new Handle(scheduler);
    }
    throw new IllegalStateException("the current executor is not a Weft runtime: " + services);
  }

  /** Makes this runtime current on the calling thread until the result is closed. */
  public Entered enter() {
    return Entered.enter(new PlainScope(scheduler, Scope.Kind.ENTERED));
  }

  /**
   * Starts a task. After the runtime's shutdown the future is cancelled and so is the handle.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the runtime's {@code maxTasks} live
   *     already; the future has been cancelled then
   */
  public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
    return scheduler.spawn(null, future);
  }

  /** As {@link #spawn(Future)}, with a name that hooks, reports and dumps show. */
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
    return scheduler.spawn(name, future);
  }

  /**
   * Starts a task as soon as the runtime's {@code maxTasks} allows; in the order of first polls.
   * Without a limit that is at the first poll.
   *
   * <p><b>Cancellation.</b> Cancelled before it is ready, nothing was spawned, and {@code future}
   * is cancelled.
   */
  public <T extends @Nullable Object> Future<JoinHandle<T>> spawnWhenPossible(Future<T> future) {
    return scheduler.spawnWhenPossible(null, future);
  }

  /** As {@link #spawnWhenPossible(Future)}, with a name. */
  public <T extends @Nullable Object> Future<JoinHandle<T>> spawnWhenPossible(
      String name, Future<T> future) {
    return scheduler.spawnWhenPossible(name, future);
  }

  /** Runs {@code body}, which may block, on the blocking pool. */
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
    return scheduler.spawnBlocking(null, body);
  }

  /** As {@link #spawnBlocking(Callable)}, with a name that reports and dumps show. */
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(String name, Callable<T> body) {
    return scheduler.spawnBlocking(name, body);
  }

  /**
   * Runs {@code future} on the calling thread until it is ready. See {@link WeftRuntime#blockOn}.
   */
  public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
    return scheduler.blockOn(future);
  }

  /**
   * This runtime as a {@link ScheduledExecutorService}, for code that wants one. Each job is a
   * task: it runs on a worker and must not block. Periods are kept on the runtime's clock.
   *
   * <p>Each call makes a view of its own. Shutting a view down ends its jobs (as {@code
   * ScheduledThreadPoolExecutor} does by default: delayed and periodic ones are cancelled) and
   * never the runtime; after the runtime's shutdown a view rejects everything.
   */
  public ScheduledExecutorService scheduler() {
    return new SchedulerView(scheduler);
  }

  /** A look into the runtime. */
  public RuntimeMetrics metrics() {
    return new RuntimeMetrics(scheduler);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Handle handle && handle.scheduler == scheduler;
  }

  @Override
  public int hashCode() {
    return scheduler.hashCode();
  }

  @Override
  public String toString() {
    return "Handle[" + scheduler + "]";
  }
}
