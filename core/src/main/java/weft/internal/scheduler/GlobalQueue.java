package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.internal.task.Task;

/**
 * The queue into which threads that are no workers push, and workers whose ring is full. First in,
 * first out, unbounded, intrusive.
 *
 * <p>Pushing takes no lock: the inbox is a stack that is only ever pushed to or taken as a whole
 * (so a compare-and-set cannot be deceived by a task that left and came back), and whoever takes it
 * reverses it. That is a need and not only a matter of speed. The fast engine's bodies push, and if
 * they could wait here then waking them would need the very lock they wait for. Taking goes on
 * under a monitor, and is for threads that run workers.
 */
final class GlobalQueue {
  /** The inbox of a closed queue. */
  private static final Object CLOSED = "closed";

  private static final VarHandle INBOX;
  private static final VarHandle SURPLUS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      INBOX = lookup.findVarHandle(GlobalQueue.class, "inbox", Object.class);
      SURPLUS = lookup.findVarHandle(GlobalQueue.class, "surplus", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // The youngest task, linked by queueNext to older ones; null if there is none; or CLOSED.
  private volatile @Nullable Object inbox;
  private volatile long surplus; // how many tasks workers have pushed

  private final TaskChain tasks = new TaskChain(); // older than the inbox; guarded by this
  private long received; // how many tasks have left the inbox; guarded by this

  // Whether there are tasks in the chain, or about to be. Written under the lock.
  private volatile boolean stocked;

  /**
   * Appends a task from outside. Never waits.
   *
   * @return false if the queue is closed: the caller disposes of the task
   */
  boolean push(Task<?> task) {
    return pushLinked(task, task);
  }

  /**
   * Appends a worker's surplus, and empties that. Never waits.
   *
   * @return false if the queue is closed: the caller disposes of the tasks
   */
  boolean pushAll(TaskChain chain) {
    Task<?> oldest = chain.poll();
    if (oldest == null) {
      return true;
    }
    int count = chain.size() + 1;
    Task<?> youngest = oldest;
    Task<?> task;
    while ((task = chain.poll()) != null) {
      task.queueNext = youngest;
      youngest = task;
    }
    SURPLUS.getAndAdd(this, (long) count);
    if (pushLinked(youngest, oldest)) {
      return true;
    }
    oldest.queueNext = null;
    SURPLUS.getAndAdd(this, (long) -count);
    for (task = youngest; task != null; ) {
      Task<?> next = task.queueNext;
      chain.add(task);
      task = next;
    }
    return false;
  }

  private boolean pushLinked(Task<?> youngest, Task<?> oldest) {
    while (true) {
      Object before = inbox;
      if (before == CLOSED) {
        return false;
      }
      oldest.queueNext = (Task<?>) before;
      if (INBOX.compareAndSet(this, before, youngest)) { // nothing may throw after this
        return true;
      }
    }
  }

  /** Takes the oldest task, or null. */
  @Nullable Task<?> pop() {
    if (isEmpty()) {
      return null;
    }
    synchronized (this) {
      receive();
      Task<?> task = tasks.poll();
      stocked = !tasks.isEmpty();
      return task;
    }
  }

  /**
   * Takes a fair share: returns the oldest task, and pushes others to {@code ring}, which the
   * caller owns.
   *
   * @param sharers among how many the tasks are shared
   * @param max how many to take at most; the ring has room for them
   */
  @Nullable Task<?> popBatch(int sharers, int max, LocalQueue ring) {
    if (isEmpty()) {
      return null;
    }
    synchronized (this) {
      receive();
      int count = Math.min(max, tasks.size() / sharers + 1);
      Task<?> first = tasks.poll();
      int followers = Math.min(count - 1, tasks.size());
      if (ring.pushAll(tasks, followers) < followers) {
        throw new IllegalStateException("a refill exceeds the ring's room: " + max);
      }
      stocked = !tasks.isEmpty();
      return first;
    }
  }

  /** Moves the inbox to the end of the chain. Under the lock. */
  private void receive() {
    Object taken = inbox;
    if (taken == null || taken == CLOSED) {
      return;
    }
    stocked = true; // before they leave the inbox, so that the queue never looks empty in between
    // Only closing could have put something else there, under the lock.
    received += tasks.addReversed((Task<?>) INBOX.getAndSet(this, null));
  }

  /**
   * Closes the queue if it is empty.
   *
   * @return false if it is not
   */
  boolean closeIfEmpty() {
    synchronized (this) {
      return inbox == CLOSED || (tasks.isEmpty() && INBOX.compareAndSet(this, null, CLOSED));
    }
  }

  /** Never true while a task is queued whose push the caller knows of. */
  boolean isEmpty() {
    if (stocked) {
      return false;
    }
    Object youngest = inbox;
    // The tasks may have moved to the chain between the two looks.
    return (youngest == null || youngest == CLOSED) && !stocked;
  }

  /** How many tasks are queued. Takes the lock. */
  int length() {
    synchronized (this) {
      receive();
      stocked = !tasks.isEmpty();
      return tasks.size();
    }
  }

  /** How many tasks came from outside. Takes the lock. */
  long pushes() {
    synchronized (this) {
      receive();
      stocked = !tasks.isEmpty();
      return received - surplus;
    }
  }
}
