package weft.internal.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have waited at least once, so that shutdown finds those that are in no queue. A
 * task that finishes at its first poll never comes here: entering at spawn costs more than all the
 * rest of a spawn together. Each worker has one; the lock is held for a few assignments.
 */
public final class LiveTasks {
  private @Nullable Task<?> first; // guarded by this
  private @Nullable Task<?> firstAborted; // those that the shutdown has aborted; guarded by this
  private int size; // guarded by this
  private boolean closed; // guarded by this

  /**
   * Enters {@code task}.
   *
   * @return false if the runtime has shut down and the task must be cancelled
   */
  synchronized boolean add(Task<?> task) {
    if (closed) {
      return false;
    }
    first = link(task, first);
    size++;
    return true;
  }

  private static Task<?> link(Task<?> task, @Nullable Task<?> second) {
    task.liveNext = second;
    if (second != null) {
      second.livePrevious = task;
    }
    return task;
  }

  synchronized void remove(Task<?> task) {
    unlink(task);
    size--;
  }

  private void unlink(Task<?> task) {
    Task<?> next = task.liveNext;
    Task<?> previous = task.livePrevious;
    if (next != null) {
      next.livePrevious = previous;
    }
    if (previous != null) {
      previous.liveNext = next;
    } else if (first == task) {
      first = next;
    } else {
      firstAborted = next;
    }
    task.liveNext = null;
    task.livePrevious = null;
  }

  /** How many tasks are entered. */
  public synchronized int size() {
    return size;
  }

  /** The tasks that are entered now. */
  public synchronized List<Task<?>> snapshot() {
    List<Task<?>> tasks = new ArrayList<>(size);
    for (Task<?> task = first; task != null; task = task.liveNext) {
      tasks.add(task);
    }
    for (Task<?> task = firstAborted; task != null; task = task.liveNext) {
      tasks.add(task);
    }
    return tasks;
  }

  /** Admits no more tasks, and aborts those that are entered. Allocates nothing. */
  public void closeAndAbort() {
    Task<?> task;
    while ((task = nextToAbort()) != null) {
      task.abort(); // outside the lock: queues the task
    }
  }

  private synchronized @Nullable Task<?> nextToAbort() {
    closed = true;
    Task<?> task = first;
    if (task != null) {
      unlink(task);
      firstAborted = link(task, firstAborted); // it is removed when it has ended
    }
    return task;
  }
}
