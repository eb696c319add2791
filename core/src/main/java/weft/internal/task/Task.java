package weft.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.env.SafeLog;
import weft.task.AbortHandle;
import weft.task.JoinHandle;
import weft.task.Outcome;

/**
 * A task: one object that is the cell of the future and of its result, the node of the run queues
 * and of the registry of live tasks, the waker and the join handle. Waking it allocates nothing.
 *
 * <p>Three roles meet here. The <em>runner</em> took the task from a queue and calls {@link #run}
 * or {@link #runCancelled}; the state word lets one runner in at a time. <em>Wakers</em> call
 * {@link #wake} and {@link #abort} from anywhere. The <em>handle's owner</em> joins. The first two
 * meet in {@link RunnableTask}; here is the handle.
 *
 * @param <T> the type of the task's value
 */
public final class Task<T extends @Nullable Object> extends RunnableTask<T>
    implements JoinHandle<T> {
  private static final VarHandle JOINER;

  static {
    try {
      JOINER = MethodHandles.lookup().findVarHandle(Task.class, "joiner", Waker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Waker joiner;

  private Task(TaskOwner owner, @Nullable String name, Future<T> future) {
    super(owner, name, future);
  }

  /** A task that is yet to be queued; its state says that it is. */
  public static <T extends @Nullable Object> Task<T> create(
      TaskOwner owner, @Nullable String name, Future<T> future) {
    return new Task<>(owner, name, future);
  }

  /** A task that does nothing but clean up, and that shutdown waits for. Yet to be queued. */
  public static Task<Void> unwinding(TaskOwner owner, Future<?> rest) {
    Unwinding adopted = new Unwinding();
    adopted.add(rest);
    adopted.end = End.VALUE;
    adopted.result = Poll.done();
    Task<Void> task = new Task<>(owner, "cleanup", adopted);
    task.result = adopted;
    task.claim(); // nobody joins it
    owner.onUnwinding(task);
    return task;
  }

  @Override
  Task<T> self() {
    return this;
  }

  @Override
  void wakeJoiner() {
    Waker waker = joiner;
    if (waker != null) {
      forgetJoiner();
      wakeContained(waker);
    }
  }

  /** Wakes whoever waits for a task; a waker may be anybody's code, and the worker must live. */
  private static void wakeContained(Waker waker) {
    try {
      waker.wake();
    } catch (Throwable failure) {
      SafeLog.error("weft.runtime", "the waker of a joiner threw, though wakers must not", failure);
    }
  }

  /** Lets the waker go, which nobody looks for any more: opaque, as a volatile store is a fence. */
  private void forgetJoiner() {
    JOINER.setOpaque(this, (Waker) null);
  }

  // ---------------------------------------------------------------- the handle

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    checkJoinable();
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (isComplete() || !awaitEnd(cx.waker())) {
      return take();
    }
    cx.refund();
    return Poll.pending();
  }

  /**
   * Has {@code waker} woken at the task's end.
   *
   * @return false if the task has ended already
   */
  boolean awaitEnd(Waker waker) {
    Waker before = joiner;
    if (before == null || !before.willWake(waker)) {
      joiner = waker;
    }
    return !isComplete();
  }

  /** Cancelling the handle detaches the task. */
  @Override
  public void cancel() {
    if (!isJoinable()) {
      return;
    }
    forgetJoiner();
    if (claim()) {
      dispose(end(), result);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the result is what end() says
  private Poll<T> take() throws Exception {
    claim();
    Object result = this.result;
    this.result = null;
    forgetJoiner();
    switch (end()) {
      case VALUE:
        return (Poll<T>) result;
      case FAILURE:
        throw Task.<Exception>asThrown((Throwable) result);
      default:
        throw cancellation();
    }
  }

  /** How the task ended; consumes the handle. The task is complete. */
  @SuppressWarnings({"unchecked", "NullAway"}) // the result is what end() says
  Outcome<T> takeOutcome() {
    checkJoinable();
    Object result = this.result;
    // Made before anything is taken: if there is no memory for it, the handle may be asked again.
    Outcome<T> outcome =
        switch (end()) {
          case VALUE -> new Outcome.Completed<>(((Poll<T>) result).get());
          case FAILURE -> new Outcome.Failed<>((Throwable) result);
          default -> new Outcome.Cancelled<>();
        };
    claim();
    this.result = null;
    forgetJoiner();
    return outcome;
  }

  // The compiler is told that any Throwable is an E: what the task threw keeps its type.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E asThrown(Throwable failure) throws E {
    throw (E) failure;
  }

  private void checkJoinable() {
    if (!isJoinable()) {
      throw new IllegalStateException(
          "the handle of " + describe() + " was used after it was joined, cancelled or converted");
    }
  }

  @Override
  public boolean isFinished() {
    return isComplete();
  }

  /**
   * Decides who reports this failed task, which nobody has joined so far.
   *
   * @return what it threw if the caller reports it, else null
   */
  public @Nullable Throwable takeReport() {
    Object result = this.result; // read first: a claim clears it afterwards
    return reportUnclaimed() && result instanceof Throwable failure ? failure : null;
  }

  @Override
  public AbortHandle abortHandle() {
    return new TaskAbortHandle(this);
  }

  @Override
  public Future<T> abortOnCancel() {
    checkJoinable();
    return new AbortOnCancel<>(this);
  }

  @Override
  public Future<Outcome<T>> outcome() {
    checkJoinable();
    return new TaskOutcome<>(this);
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    checkJoinable();
    return JoinedCompletableFuture.of(this);
  }

  @Override
  public T blockingJoin() throws ExecutionException, InterruptedException {
    checkJoinable();
    BlockingJoin.await(this, owner);
    return result();
  }

  @Override
  public T blockingJoin(Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    checkJoinable();
    BlockingJoin.await(this, owner, timeout);
    return result();
  }

  private T result() throws ExecutionException {
    Outcome<T> outcome = takeOutcome();
    if (outcome instanceof Outcome.Completed<T> completed) {
      return completed.value();
    }
    if (outcome instanceof Outcome.Failed<T> failed) {
      throw new ExecutionException(failed.failure());
    }
    throw cancellation();
  }

  /** What a joiner is told of a task that ended before its future was ready. */
  CancellationException cancellation() {
    String how = owner.isClosing() ? " was aborted, or ended with its runtime" : " was aborted";
    return new CancellationException(describe() + how);
  }

  @Override
  public String toString() {
    return "Task[" + describe() + ", " + describeState() + "]";
  }
}
