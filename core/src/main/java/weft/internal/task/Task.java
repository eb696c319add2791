package weft.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.task.AbortHandle;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.task.TaskId;
import weft.task.TaskMeta;

/**
 * A task: one object that is the cell of the future and of its result, the node of the run queues
 * and of the registry of live tasks, the waker and the join handle. Waking it allocates nothing.
 *
 * <p>Three roles meet here. The <em>runner</em> took the task from a queue and calls {@link #run}
 * or {@link #runCancelled}; the state word lets one runner in at a time. <em>Wakers</em> call
 * {@link #wake} and {@link #abort} from anywhere. The <em>handle's owner</em> joins.
 *
 * <p>The result and the joiner's waker meet as in every waiting future: the joiner stores its waker
 * and then looks at COMPLETE again; the runner sets COMPLETE and then looks for a waker. Both are
 * volatile, so at least one of them sees the other.
 *
 * @param <T> the type of the task's value
 */
public final class Task<T extends @Nullable Object> extends TaskState
    implements JoinHandle<T>, Waker {

  /** What the runner of a poll has to do next. */
  public enum Verdict {
    /** Nothing: somebody will wake the task. */
    IDLE,
    /** Queue it again, behind the others. */
    QUEUE,
    /** Queue it again after the drivers have been polled. */
    YIELDED,
    /** Nothing: the task has ended. */
    ENDED
  }

  // The task that is being cancelled on this thread, for what its future leaves to be cleaned up.
  private static final ThreadLocal<@Nullable Task<?>> CANCELLING = new ThreadLocal<>();

  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final VarHandle ID;

  static {
    try {
      ID = MethodHandles.lookup().findVarHandle(Task.class, "id", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The next task in the queue that holds this one; guarded by that queue. */
  public @Nullable Task<?> queueNext;

  @Nullable Task<?> liveNext; // guarded by live
  @Nullable Task<?> livePrevious; // guarded by live
  private @Nullable LiveTasks live; // guarded by RUNNING; set at the first pending poll

  private final TaskOwner owner;
  private final @Nullable String name;
  private volatile long id; // 0 until somebody asks

  // The future, guarded by RUNNING; once complete the Poll.Ready, the Throwable, or null, which
  // belongs to whoever claims it.
  private @Nullable Object stage;

  // Guarded by RUNNING. During a poll: it asked to be queued behind the drivers. In a queue: it is
  // running already, as it has yielded or left a LIFO slot, and is held for its runner.
  private boolean held;
  private @Nullable Unwinding unwinding; // guarded by RUNNING; what is left after a cancellation

  private volatile @Nullable Waker joiner;

  private Task(TaskOwner owner, @Nullable String name, Future<T> future) {
    this.owner = owner;
    this.name = name;
    this.stage = future;
  }

  /** A task that is yet to be queued; its state says that it is. */
  public static <T extends @Nullable Object> Task<T> create(
      TaskOwner owner, @Nullable String name, Future<T> future) {
    return new Task<>(owner, name, future);
  }

  // ---------------------------------------------------------------- the runner

  /**
   * Runs one poll, or the cancellation if an abort was asked for. The caller took this task from a
   * queue.
   *
   * @param control opens the context
   * @param units the budget of the poll
   * @param registry where the task is entered when it has to wait for the first time
   * @param hooks called around the poll, or null
   */
  public Verdict run(
      ContextControl control, int units, LiveTasks registry, @Nullable PollHooks hooks) {
    if (!takeOver() && unwinding == null) {
      return endCancelled();
    }
    Future<T> future = future();
    Poll<T> poll;
    if (hooks != null) {
      hooks.beforePoll(this);
    }
    control.begin(this, units);
    try {
      poll = future.poll(control.context());
      if (poll == null) {
        throw new NullPointerException("poll returned null: " + future.getClass().getName());
      }
    } catch (Throwable failure) { // also StackOverflowError and OutOfMemoryError: the task's alone
      control.end();
      if (hooks != null) {
        hooks.afterPoll(this);
      }
      return endFailed(failure);
    }
    control.end();
    if (hooks != null) {
      hooks.afterPoll(this);
    }
    Preemption.point(PreemptionPoint.AFTER_TASK_POLL);
    if (poll instanceof Poll.Ready) {
      return unwinding == null ? end(End.VALUE, poll) : endUnwound();
    }
    return pending(registry);
  }

  /**
   * Makes the task the caller's, who took it from a queue.
   *
   * @return whether to poll the future; false to cancel it
   */
  private boolean takeOver() {
    if (held) {
      held = false; // no transition: it is RUNNING
      return !isAbortRequested();
    }
    return begin();
  }

  /** By how much {@link #slotNumber} grows when the task leaves a LIFO slot. */
  public static final int SLOT_STEP = SLOT_UNIT;

  /** A number that changes when the task leaves a LIFO slot; taken when it is put into one. */
  public int slotNumber() {
    return slotCount();
  }

  /**
   * Takes the task over out of the caller's LIFO slot: it is to be run, or to go into another
   * queue.
   *
   * @param number the {@link #slotNumber} when it was put there
   * @return false if somebody has moved it elsewhere: the caller forgets it
   */
  public boolean leaveSlot(int number) {
    if (!beginFromSlot(number)) {
      return false;
    }
    held = true;
    return true;
  }

  /**
   * The state as it is: taken by whoever wants to move the task out of another thread's LIFO slot,
   * before the look that shows that the task is there.
   */
  public int slotSnapshot() {
    return snapshot();
  }

  /**
   * Takes the task out of another thread's LIFO slot, where it was seen after the snapshot was
   * taken. The caller queues it.
   *
   * @param number the {@link #slotNumber} when it was put there
   * @return false if it has left the slot, or may have
   */
  public boolean stealFromSlot(int number, int snapshot) {
    return moveFromSlot(number, snapshot);
  }

  /**
   * Has the poll that is going on end in {@link Verdict#YIELDED} if it is pending. Called by the
   * runner's thread during the poll.
   */
  public void yieldAfterPoll() {
    held = true;
  }

  private Verdict pending(LiveTasks registry) {
    if (held) {
      // No change of state, and so no atomic operation, neither here nor at the next take-over: a
      // wake that comes meanwhile sets NOTIFIED, and the end of the next poll sees that.
      return isAbortRequested() && unwinding == null ? endCancelled() : Verdict.YIELDED;
    }
    if (unwinding == null) {
      if (live == null) {
        live = registry;
        if (!registry.add(this)) {
          live = null;
          return endCancelled(); // its runtime shuts down
        }
      }
      if (isAbortRequested()) {
        return endCancelled();
      }
    }
    return endPoll() ? Verdict.QUEUE : Verdict.IDLE;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // while RUNNING, the stage is the future
  private Future<T> future() {
    return (Future<T>) stage;
  }

  /**
   * Cancels the task, or gives up its cleaning up. The caller took it from a queue, or could not
   * put it into one.
   */
  public Verdict runCancelled() {
    takeOver();
    if (unwinding == null) {
      return endCancelled();
    }
    unwinding.cancel();
    return endUnwound();
  }

  /** Ends the task with {@code failure}, as it cannot be run. The caller took it from a queue. */
  public void runFailed(Throwable failure) {
    begin();
    endFailed(failure);
  }

  private Verdict endCancelled() {
    Throwable failure = cancelFuture();
    return failure == null
        ? endOrUnwind(End.CANCELLATION, null)
        : endOrUnwind(End.FAILURE, failure); // against the contract: shown to whoever joins
  }

  private Verdict endFailed(Throwable failure) {
    Throwable second = cancelFuture();
    if (second != null && second != failure) {
      failure.addSuppressed(second);
    }
    return endOrUnwind(End.FAILURE, failure);
  }

  private @Nullable Throwable cancelFuture() {
    Future<?> future = future();
    Task<?> outer = CANCELLING.get();
    CANCELLING.set(this);
    try {
      future.cancel();
      return null;
    } catch (Throwable failure) {
      return failure;
    } finally {
      if (outer == null) {
        CANCELLING.remove();
      } else {
        CANCELLING.set(outer);
      }
    }
  }

  // ---------------------------------------------------------------- cleaning up

  /**
   * Makes {@code rest} part of the task that is being cancelled on this thread, whose handle then
   * waits for it.
   *
   * @return false if no task of {@code owner}'s runtime is being cancelled here
   */
  public static boolean adopt(TaskOwner owner, Future<?> rest) {
    Task<?> task = CANCELLING.get();
    if (task == null || task.owner.services() != owner.services()) {
      return false;
    }
    Unwinding adopted = task.unwinding;
    if (adopted == null) {
      adopted = new Unwinding();
      task.unwinding = adopted;
    }
    adopted.add(rest);
    return true;
  }

  /** A task that does nothing but clean up, and that shutdown waits for. Yet to be queued. */
  public static Task<Void> unwinding(TaskOwner owner, Future<?> rest) {
    Unwinding adopted = new Unwinding();
    adopted.add(rest);
    adopted.end = End.VALUE;
    adopted.result = Poll.done();
    Task<Void> task = new Task<>(owner, "cleanup", adopted);
    task.unwinding = adopted;
    task.claim(); // nobody joins it
    owner.onUnwinding(task);
    return task;
  }

  /** Whether the task was cancelled and cleans up. The caller took it from a queue. */
  public boolean isUnwinding() {
    return unwinding != null;
  }

  private Verdict endOrUnwind(End end, @Nullable Object result) {
    Unwinding adopted = unwinding;
    if (adopted == null) {
      return end(end, result);
    }
    if (adopted == stage) { // it has failed itself
      return endUnwound();
    }
    adopted.end = end;
    adopted.result = result;
    stage = adopted;
    unregister();
    owner.onUnwinding(this);
    requeue();
    return Verdict.QUEUE;
  }

  private Verdict endUnwound() {
    Unwinding adopted = unwinding;
    unwinding = null;
    Verdict verdict =
        adopted == null ? end(End.CANCELLATION, null) : end(adopted.end, adopted.result);
    owner.onUnwound(this);
    return verdict;
  }

  // ---------------------------------------------------------------- the end

  private void unregister() {
    if (live != null) {
      live.remove(this);
      live = null;
    }
  }

  private Verdict end(End end, @Nullable Object result) {
    stage = result;
    unregister();
    owner.onEnd(this);
    if (!complete(end)) {
      dispose(end, result);
      return Verdict.ENDED;
    }
    if (result instanceof Throwable failure) {
      owner.onUnclaimedFailure(this, failure);
    }
    Waker waker = joiner;
    if (waker != null) {
      joiner = null;
      waker.wake();
    }
    return Verdict.ENDED;
  }

  /** Handles a result that no handle will take. */
  private void dispose(End end, @Nullable Object result) {
    stage = null;
    if (end == End.VALUE && result instanceof Poll.Ready<?> ready) {
      Undelivered.discard(ready.value(), owner.services());
    } else if (end == End.FAILURE && result instanceof Throwable failure && report()) {
      owner.onUnhandledFailure(this, failure);
    }
  }

  void discard(T value) {
    Undelivered.discard(value, owner.services());
  }

  // ---------------------------------------------------------------- wakers

  // Whoever wakes may do so at the very end of its stack. A task that is NOTIFIED and in no queue
  // would never run again, so if queueing throws (owners queue as their last act, or not at all) it
  // goes to this list. The handlers call nothing: that needs no stack. The next worker that takes a
  // step queues what is here.
  private static final Rescued RESCUED = new Rescued();
  private static volatile boolean hasRescued;

  private static final class Rescued {
    private @Nullable Task<?> first; // guarded by this; linked by queueNext
  }

  @Override
  public void wake() {
    notify(false);
  }

  @Override
  public void abort() {
    if (notify(true) == Found.QUEUED) {
      owner.onAbortWhileQueued(this);
    }
  }

  private Found notify(boolean abort) {
    Found found = abort ? abortTransition() : wakeTransition();
    if (found == Found.IDLE) {
      try {
        Preemption.point(PreemptionPoint.AFTER_WAKE_TRANSITION);
        owner.schedule(this);
      } catch (Throwable outOfStack) {
        synchronized (RESCUED) {
          queueNext = RESCUED.first;
          RESCUED.first = this;
          hasRescued = true;
        }
        try {
          owner.lookAgain();
        } catch (Throwable stillOutOfStack) {
          // whoever runs next looks by itself
        }
      }
    }
    return found;
  }

  /** Queues tasks whose wakers had no stack left to do so. Called between polls. */
  public static void requeueRescued() {
    if (!hasRescued) {
      return;
    }
    Task<?> task;
    synchronized (RESCUED) {
      task = RESCUED.first;
      RESCUED.first = null;
      hasRescued = false;
    }
    while (task != null) {
      Task<?> after = task.queueNext;
      task.queueNext = null;
      task.owner.schedule(task);
      task = after;
    }
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
    joiner = null;
    if (claim()) {
      dispose(end(), stage);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the stage is what end() says
  private Poll<T> take() throws Exception {
    claim();
    Object result = stage;
    stage = null;
    joiner = null;
    switch (end()) {
      case VALUE:
        return (Poll<T>) result;
      case FAILURE:
        throw Task.<Exception>asThrown((Throwable) result);
      default:
        throw new CancellationException(describe() + " was aborted");
    }
  }

  /** How the task ended; consumes the handle. The task is complete. */
  @SuppressWarnings({"unchecked", "NullAway"}) // the stage is what end() says
  Outcome<T> takeOutcome() {
    checkJoinable();
    claim();
    Object result = stage;
    stage = null;
    joiner = null;
    return switch (end()) {
      case VALUE -> new Outcome.Completed<>(((Poll<T>) result).get());
      case FAILURE -> new Outcome.Failed<>((Throwable) result);
      default -> new Outcome.Cancelled<>();
    };
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

  @Override
  public TaskId id() {
    long known = id;
    if (known == 0) {
      long fresh = NEXT_ID.getAndIncrement();
      known = (long) ID.compareAndExchange(this, 0L, fresh);
      if (known == 0) {
        known = fresh;
      }
    }
    return new TaskId(known);
  }

  @Override
  public @Nullable String name() {
    return name;
  }

  /** What hooks learn about this task. */
  public TaskMeta meta() {
    return new TaskMeta(id(), name);
  }

  /**
   * Decides who reports this failed task, which nobody has joined so far.
   *
   * @return what it threw if the caller reports it, else null
   */
  public @Nullable Throwable takeReport() {
    Object result = stage; // read first: a claim clears it afterwards
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
    throw new CancellationException(describe() + " was aborted");
  }

  /** The task's name and identity, for messages. */
  public String describe() {
    return name == null ? id().toString() : id() + " '" + name + "'";
  }

  @Override
  public String toString() {
    return "Task[" + describe() + ", " + describeState() + "]";
  }
}
