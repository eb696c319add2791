package weft.internal.scheduler;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.internal.blocking.BlockingJob;
import weft.internal.blocking.BlockingPool;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Environment;
import weft.internal.task.LiveTasks;
import weft.internal.task.Task;
import weft.internal.task.TaskOwner;

/**
 * A body that blocks, as a task whose one poll runs it on the blocking pool: so it has the same
 * handle as any other.
 */
final class BlockingCall<T extends @Nullable Object> extends BlockingJob
    implements Future<T>, TaskOwner {
  private final Scheduler scheduler;
  private final BlockingPool pool;
  private final Callable<T> body;
  private final Task<T> task;

  private BlockingCall(
      Scheduler scheduler, BlockingPool pool, @Nullable String name, Callable<T> body) {
    super(name, false);
    this.scheduler = scheduler;
    this.pool = pool;
    this.body = body;
    this.task = Task.create(this, name, this);
  }

  static <T extends @Nullable Object> Task<T> submit(
      Scheduler scheduler, BlockingPool pool, @Nullable String name, Callable<T> body) {
    BlockingCall<T> call = new BlockingCall<>(scheduler, pool, name, body);
    pool.submit(call);
    return call.task;
  }

  // ---------------------------------------------------------------- the job

  @Override
  protected void run() {
    Scope scope;
    ContextControl control;
    try {
      scope = new TaskScope(scheduler, Scope.Kind.BLOCKING, task);
      control = ContextControl.create(scheduler);
    } catch (Throwable noMemory) {
      task.runFailed(noMemory); // the handle must not wait for ever
      return;
    }
    Scope before = Current.exchange(scope);
    try {
      // No budget: a body that blocks has nothing to yield to.
      task.run(control, ContextControl.UNCONSTRAINED, NONE_WAITS, null);
    } finally {
      Current.exchange(before);
    }
  }

  private static final LiveTasks NONE_WAITS = new LiveTasks();

  @Override
  protected void cancelled() {
    task.runCancelled();
  }

  @Override
  protected void rejected(RejectedExecutionException reason) {
    task.runFailed(reason);
  }

  // ---------------------------------------------------------------- the future

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    return Poll.ready(body.call());
  }

  // ---------------------------------------------------------------- the task's owner

  @Override
  public void schedule(Task<?> woken) {
    throw new IllegalStateException("a blocking task waits for nothing: " + woken);
  }

  /** An abort that comes before the start prevents it. */
  @Override
  public void onAbortWhileQueued(Task<?> aborted) {
    if (pool.remove(this)) {
      task.runCancelled();
    }
  }

  @Override
  public void onEnd(Task<?> ended) {
    // not a task of the scheduler's: neither counted nor shown to its hooks
  }

  @Override
  public void onUnclaimedFailure(Task<?> failed, Throwable failure) {
    scheduler.onUnclaimedFailure(failed, failure);
  }

  @Override
  public void onUnhandledFailure(Task<?> failed, Throwable failure) {
    scheduler.onUnhandledFailure(failed, failure);
  }

  @Override
  public boolean isClosing() {
    return scheduler.isClosing();
  }

  @Override
  public Services services() {
    return scheduler;
  }

  @Override
  public Environment environment() {
    return scheduler.environment();
  }

  @Override
  public void requireMayBlock(String what) {
    scheduler.requireMayBlock(what);
  }
}
