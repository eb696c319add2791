package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.task.Task;

/**
 * The queue into which threads that are no workers push, and workers whose ring is full. First in,
 * first out, unbounded, intrusive, under a monitor: the lock is held for a few assignments, and a
 * monitor spins before it parks its waiters, which a {@code ReentrantLock} here does not.
 */
final class GlobalQueue {
  private final TaskChain tasks = new TaskChain(); // guarded by this
  private boolean closed; // guarded by this
  private long pushes; // guarded by this

  // A copy of the chain's size that is read without the lock. Written under the lock.
  private volatile int length;

  /**
   * Appends a task from outside.
   *
   * @return false if the queue is closed: the caller disposes of the task
   */
  boolean push(Task<?> task) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      int size = tasks.size() + 1; // before, as nothing may throw once the task is in
      tasks.add(task);
      pushes++;
      length = size;
      return true;
    }
  }

  /**
   * Appends a worker's surplus.
   *
   * @return false if the queue is closed: the caller disposes of the tasks
   */
  boolean pushAll(TaskChain surplus) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      int size = tasks.size() + surplus.size();
      tasks.addAll(surplus);
      length = size;
      return true;
    }
  }

  /** Takes the oldest task, or null. */
  @Nullable Task<?> pop() {
    if (length == 0) {
      return null;
    }
    synchronized (this) {
      Task<?> task = tasks.poll();
      length = tasks.size();
      return task;
    }
  }

  /**
   * Takes up to {@code max} tasks: returns the oldest, and pushes the others to {@code ring}, which
   * has room for them and is owned by the caller.
   */
  @Nullable Task<?> popBatch(int max, LocalQueue ring) {
    synchronized (this) {
      Task<?> first = tasks.poll();
      for (int i = 1; i < max; i++) {
        Task<?> task = tasks.poll();
        if (task == null) {
          break;
        }
        if (ring.push(task) != LocalQueue.QUEUED) {
          throw new IllegalStateException("a refill exceeds the ring's room: " + max);
        }
      }
      length = tasks.size();
      return first;
    }
  }

  /**
   * Closes the queue if it is empty.
   *
   * @return false if it is not
   */
  boolean closeIfEmpty() {
    synchronized (this) {
      if (tasks.isEmpty()) {
        closed = true;
      }
      return closed;
    }
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** How many tasks came from outside. */
  long pushes() {
    synchronized (this) {
      return pushes;
    }
  }
}
