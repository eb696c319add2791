package weft.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.internal.context.Current;
import weft.internal.driver.ShutdownFailure;
import weft.internal.scheduler.Scheduler;
import weft.internal.task.Nanos;
import weft.task.JoinHandle;

/**
 * Runs tasks: polls their futures when they are woken, keeps their timers and sockets, and offers
 * threads for what blocks.
 *
 * <p>A runtime is closed by whoever made it, best by try-with-resources. Closing cancels every
 * task.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, unless they say otherwise.
 */
public final class WeftRuntime implements AutoCloseable {
  private final Scheduler scheduler;
  private final Duration shutdownTimeout;

  WeftRuntime(Scheduler scheduler, Duration shutdownTimeout) {
    this.scheduler = scheduler;
    this.shutdownTimeout = shutdownTimeout;
  }

  /** A runtime with one worker thread per available processor. */
  public static WeftRuntime create() {
    return builder().build();
  }

  /** A runtime without threads of its own, which runs inside {@link #blockOn}. */
  public static WeftRuntime currentThread() {
    return builder().currentThread().build();
  }

  /** All the knobs. */
  public static RuntimeBuilder builder() {
    return new RuntimeBuilder();
  }

  /**
   * The runtimes of this JVM of which something is left: those that have not been closed, and
   * closed ones with a task that does not end. For checks of leaks, and for whoever watches a
   * program. A runtime that nobody closed and nobody can reach any more may be missing.
   *
   * @return in the order of their making; not changed later
   */
  public static List<Handle> live() {
    return LiveRuntimes.handles();
  }

  /**
   * Runs {@code future} on the calling thread until it is ready.
   *
   * <p>On a multi-thread runtime the future is polled here and its tasks elsewhere: spawn what is
   * to be fast. A current-thread runtime runs all its tasks here meanwhile; of several threads that
   * call at a time, one does. An interrupt of the calling thread does not end the wait; it is kept.
   *
   * <p>A runtime that has shut down polls the future once, since what is ready needs no runtime,
   * and gives it up if it is not ready.
   *
   * @return the future's value
   * @throws Exception what the future threw
   * @throws IllegalStateException on a worker or in an async body of any runtime, or if the runtime
   *     has shut down before the future was ready, which is cancelled then
   */
  public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
    return scheduler.blockOn(future);
  }

  /** Starts a task. See {@link Handle#spawn(Future)}. */
  public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
    return scheduler.spawn(null, future);
  }

  /** Starts a task with a name that hooks, reports and dumps show. */
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
    return scheduler.spawn(name, future);
  }

  /** Runs {@code body}, which may block, on the blocking pool. */
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
    return scheduler.spawnBlocking(null, body);
  }

  /**
   * Whether something failed because its runtime was shut down and for no other reason: an
   * operation on a socket, a timer, {@link #blockOn}.
   *
   * @param failure what was thrown
   */
  public static boolean isShutdownFailure(Throwable failure) {
    return failure instanceof ShutdownFailure;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** This runtime for others, who may use but not close it. */
  public Handle handle() {
    return new Handle(scheduler);
  }

  /**
   * Cancels every task, ends all threads and waits for that, for at most the builder's {@code
   * shutdownTimeout}; what has not stopped by then is logged. Once more, it waits for the rest.
   *
   * @throws IllegalStateException where blocking is wrong (in a task or an async body of any
   *     runtime) and where it would wait for itself (in a blocking job or a hook of a thread of
   *     this runtime): use {@link #shutdownBackground()} there
   */
  @Override
  public void close() {
    ShutdownReport report = shutdown("close", Nanos.of(shutdownTimeout));
    if (!report.isComplete()) {
      System.getLogger("weft.runtime")
          .log(
              System.Logger.Level.WARNING,
              () -> "close() gave up after " + shutdownTimeout + "; " + report);
    }
  }

  /**
   * As {@link #close()}, with another limit.
   *
   * @param timeout how long to wait; zero waits for nothing
   * @return what has not stopped by then
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws IllegalStateException as {@link #close()}
   */
  public ShutdownReport shutdownTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout < 0: " + timeout);
    }
    return shutdown("shutdownTimeout", Nanos.of(timeout));
  }

  /** Tells everything to stop and does not wait. May be called anywhere, also in a task. */
  public void shutdownBackground() {
    scheduler.beginShutdown();
  }

  private ShutdownReport shutdown(String what, long nanos) {
    Current.requireMayAwaitEndOf(
        scheduler, what, "use shutdownBackground() there, or close from outside");
    return ShutdownReport.of(scheduler.shutDown(nanos));
  }

  /** A look into the runtime. */
  public RuntimeMetrics metrics() {
    return new RuntimeMetrics(scheduler);
  }

  @Override
  public String toString() {
    return "WeftRuntime[" + scheduler + "]";
  }
}
