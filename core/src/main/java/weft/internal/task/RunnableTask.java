package weft.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.task.TaskId;
import weft.task.TaskMeta;

/**
 * The runner's and the wakers' half of a {@link Task}.
 *
 * <p>The result and the joiner's waker meet as in every waiting future: the joiner stores its waker
 * and then looks at COMPLETE again; the runner sets COMPLETE and then looks for a waker. Both are
 * volatile, so at least one of them sees the other.
 *
 * @param <T> the type of the task's value
 */
public abstract class RunnableTask<T extends @Nullable Object> extends TaskState implements Waker {

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
      ID = MethodHandles.lookup().findVarHandle(RunnableTask.class, "id", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The next task in the queue that holds this one; guarded by that queue. */
  public @Nullable Task<?> queueNext;

  @Nullable Task<?> liveNext; // guarded by live
  @Nullable Task<?> livePrevious; // guarded by live
  private @Nullable LiveTasks live; // guarded by RUNNING; set at the first pending poll

  final TaskOwner owner;
  private final @Nullable String name;
  private volatile long id; // 0 until somebody asks

  // Guarded by RUNNING; null once the task is complete. A field by itself, as a cast to an
  // interface takes longer than many a poll, where futures of several classes go by.
  private @Nullable Future<T> future;

  // Guarded by RUNNING: null, or the Unwinding that is left after a cancellation. Once complete the
  // Poll.Ready, the Throwable, or null, which belongs to whoever claims it.
  @Nullable Object result;

  // Guarded by RUNNING. In a queue: it is running already, as it has yielded or left a LIFO slot,
  // and is held for its runner.
  private boolean held;

  RunnableTask(TaskOwner owner, @Nullable String name, Future<T> future) {
    this.owner = owner;
    this.name = name;
    this.future = future;
  }

  /** This task: the other half. */
  abstract Task<T> self();

  /** The task has ended: wakes who waits for that. */
  abstract void wakeJoiner();

  /** The task's identity. */
  public final TaskId id() {
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

  /** The name given at spawn, or null. */
  public final @Nullable String name() {
    return name;
  }

  /** What hooks learn about this task. */
  public final TaskMeta meta() {
    return new TaskMeta(id(), name);
  }

  /** The task's name and identity, for messages. */
  public final String describe() {
    return name == null ? id().toString() : id() + " '" + name + "'";
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
  public final Verdict run(
      ContextControl control, int units, LiveTasks registry, @Nullable PollHooks hooks) {
    control.assign(this); // the cancellation and the hooks are on its behalf as well
    try {
      return takeOver() || isUnwinding() ? poll(control, units, registry, hooks) : endCancelled();
    } finally {
      control.assign(null);
    }
  }

  private Verdict poll(
      ContextControl control, int units, LiveTasks registry, @Nullable PollHooks hooks) {
    Future<T> future = future();
    Poll<T> poll;
    if (hooks != null) {
      hooks.beforePoll(self());
    }
    control.open(units);
    try {
      poll = future.poll(control.context());
      if (poll == null) {
        throw new NullPointerException("poll returned null: " + future.getClass().getName());
      }
    } catch (Throwable failure) { // also StackOverflowError and OutOfMemoryError: the task's alone
      control.close();
      if (hooks != null) {
        hooks.afterPoll(self());
      }
      return endFailed(failure);
    }
    boolean yielded = control.close();
    if (hooks != null) {
      hooks.afterPoll(self());
    }
    Preemption.point(PreemptionPoint.AFTER_TASK_POLL);
    if (poll instanceof Poll.Ready) {
      return isUnwinding() ? endUnwound() : end(End.VALUE, poll);
    }
    return yielded ? yielded() : pending(registry);
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
  public final int slotNumber() {
    return slotCount();
  }

  /**
   * Takes the task over out of the caller's LIFO slot: it is to be run, or to go into another
   * queue.
   *
   * @param number the {@link #slotNumber} when it was put there
   * @return false if somebody has moved it elsewhere: the caller forgets it
   */
  public final boolean leaveSlot(int number) {
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
  public final int slotSnapshot() {
    return snapshot();
  }

  /**
   * Takes the task out of another thread's LIFO slot, where it was seen after the snapshot was
   * taken. The caller queues it.
   *
   * @param number the {@link #slotNumber} when it was put there
   * @return false if it has left the slot, or may have
   */
  public final boolean stealFromSlot(int number, int snapshot) {
    return moveFromSlot(number, snapshot);
  }

  /**
   * No change of state, and so no atomic operation, neither here nor at the next take-over: a wake
   * that comes meanwhile sets NOTIFIED, and the end of the next poll sees that.
   */
  private Verdict yielded() {
    held = true;
    return isAbortRequested() && !isUnwinding() ? endCancelled() : Verdict.YIELDED;
  }

  private Verdict pending(LiveTasks registry) {
    if (!isUnwinding()) {
      if (live == null) {
        live = registry;
        if (!registry.add(self())) {
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

  @SuppressWarnings("NullAway") // while RUNNING there is one
  private Future<T> future() {
    return future;
  }

  final @Nullable Unwinding remainder() {
    return result instanceof Unwinding rest ? rest : null;
  }

  /**
   * Cancels the task, or gives up its cleaning up. The caller took it from a queue, or could not
   * put it into one.
   */
  public final Verdict runCancelled() {
    takeOver();
    Unwinding rest = remainder();
    if (rest == null) {
      return endCancelled();
    }
    rest.cancel();
    return endUnwound();
  }

  /** As {@link #runCancelled()}, on behalf of the task as far as {@code control} is asked. */
  public final Verdict runCancelled(ContextControl control) {
    control.assign(this);
    try {
      return runCancelled();
    } finally {
      control.assign(null);
    }
  }

  /** Ends the task with {@code failure}, as it cannot be run. The caller took it from a queue. */
  public final void runFailed(Throwable failure) {
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
      suppress(failure, second);
    }
    return endOrUnwind(End.FAILURE, failure);
  }

  private static void suppress(Throwable failure, Throwable second) {
    try {
      failure.addSuppressed(second);
    } catch (Throwable noMemory) {
      // the first one is what the task has failed with
    }
  }

  private @Nullable Throwable cancelFuture() {
    Future<?> future = future();
    Task<?> outer = null;
    boolean noted = false;
    try {
      outer = CANCELLING.get();
      CANCELLING.set(self());
      noted = true;
    } catch (OutOfMemoryError unnoted) {
      // what its future leaves to be cleaned up becomes a task of its own
    }
    try {
      future.cancel();
      return null;
    } catch (Throwable failure) {
      return failure;
    } finally {
      if (noted) {
        restore(outer);
      }
    }
  }

  /** Allocates nothing: there is an entry for this thread already. */
  private static void restore(@Nullable Task<?> outer) {
    if (outer == null) {
      CANCELLING.remove();
    } else {
      CANCELLING.set(outer);
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
    Unwinding adopted = task.remainder();
    if (adopted == null) {
      adopted = new Unwinding();
      task.result = adopted;
    }
    adopted.add(rest);
    return true;
  }

  /** Whether the task was cancelled and cleans up. The caller took it from a queue. */
  public final boolean isUnwinding() {
    return result != null;
  }

  /** The thread on which the task cleans up, if that is one of its own. Any thread: a snapshot. */
  public final @Nullable Thread unwindingThread() {
    Unwinding rest = remainder();
    return rest == null ? null : rest.thread();
  }

  private Verdict endOrUnwind(End end, @Nullable Object result) {
    Unwinding adopted = remainder();
    if (adopted == null) {
      return end(end, result);
    }
    if (adopted == (Future<?>) future) { // it has failed itself
      return endUnwound();
    }
    adopted.end = end;
    adopted.result = result;
    future = asFuture(adopted);
    unregister();
    owner.onUnwinding(self());
    requeue();
    return Verdict.QUEUE;
  }

  @SuppressWarnings("unchecked") // how it ends is noted apart
  private Future<T> asFuture(Unwinding rest) {
    return (Future<T>) (Future<?>) rest;
  }

  private Verdict endUnwound() {
    Unwinding adopted = remainder();
    Verdict verdict =
        adopted == null ? end(End.CANCELLATION, null) : end(adopted.end, adopted.result);
    owner.onUnwound(self());
    return verdict;
  }

  // ---------------------------------------------------------------- the end

  private void unregister() {
    if (live != null) {
      live.remove(self());
      live = null;
    }
  }

  private Verdict end(End end, @Nullable Object result) {
    future = null;
    this.result = result;
    unregister();
    owner.onEnd(self());
    if (!complete(end)) {
      dispose(end, result);
      return Verdict.ENDED;
    }
    if (result instanceof Throwable failure) {
      owner.onUnclaimedFailure(self(), failure);
    }
    wakeJoiner();
    return Verdict.ENDED;
  }

  /** Handles a result that no handle will take. */
  final void dispose(End end, @Nullable Object result) {
    this.result = null;
    if (end == End.VALUE && result instanceof Poll.Ready<?> ready) {
      Undelivered.discard(ready.value(), owner.services());
    } else if (end == End.FAILURE && result instanceof Throwable failure && report()) {
      owner.onUnhandledFailure(self(), failure);
    }
  }

  final void discard(T value) {
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
  public final void wake() {
    notify(false);
  }

  /** Has the task cancelled, if it has not ended; the handle's owner sees that. Any thread. */
  public final void abort() {
    if (notify(true) == Found.QUEUED) {
      owner.onAbortWhileQueued(self());
    }
  }

  private Found notify(boolean abort) {
    Found found = abort ? abortTransition() : wakeTransition();
    if (found == Found.IDLE) {
      try {
        Preemption.point(PreemptionPoint.AFTER_WAKE_TRANSITION);
        owner.schedule(self());
      } catch (Throwable outOfStack) {
        rescue();
      }
    }
    return found;
  }

  /**
   * Has the task queued by whoever takes the next step, as there is neither stack nor memory to do
   * so here. Nobody else queues it.
   */
  public final void rescue() {
    synchronized (RESCUED) {
      queueNext = RESCUED.first;
      RESCUED.first = self();
      hasRescued = true;
    }
    try {
      owner.lookAgain();
    } catch (Throwable stillOutOfStack) {
      // whoever runs next looks by itself
    }
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
}
