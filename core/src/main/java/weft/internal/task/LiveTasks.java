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
    Task<?> second = first;
    task.liveNext = second;
    if (second != null) {
      second.livePrevious = task;
    }
    first = task;
    size++;
    return true;
  }

  synchronized void remove(Task<?> task) {
    Task<?> next = task.liveNext;
    Task<?> previous = task.livePrevious;
    if (next != null) {
      next.livePrevious = previous;
    }
    if (previous != null) {
      previous.liveNext = next;
    } else {
      first = next;
    }
    task.liveNext = null;
    task.livePrevious = null;
    size--;
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
    return tasks;
  }

  /** Admits no more tasks, and aborts those that are entered. */
  public void closeAndAbort() {
    List<Task<?>> tasks;
    synchronized (this) {
      closed = true;
      tasks = snapshot();
    }
    for (Task<?> task : tasks) {
      task.abort(); // outside the lock: queues the task
    }
  }
}
