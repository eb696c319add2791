package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.List;
import weft.future.Waker;
import weft.internal.env.SafeLog;
import weft.internal.task.Task;

/**
 * What waits until the drivers have been polled: tasks that have yielded, and wakers of whatever
 * else asked for it (a part of a task with a waker of its own). Not shared.
 */
final class DeferList {
  private final TaskChain tasks = new TaskChain();
  private List<Waker> wakers = new ArrayList<>();
  private List<Waker> spare = new ArrayList<>();

  void add(Task<?> task) {
    tasks.add(task);
  }

  void add(Waker waker) {
    int last = wakers.size() - 1;
    if (last < 0 || !waker.willWake(wakers.get(last))) { // one that yields twice in one poll
      wakers.add(waker);
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty() && wakers.isEmpty();
  }

  /** The tasks, to be queued and so taken out of here. */
  TaskChain tasks() {
    return tasks;
  }

  /** Wakes the wakers, in the order of asking; not those that are added meanwhile. */
  void wakeAll() {
    if (wakers.isEmpty()) {
      return;
    }
    List<Waker> due = wakers;
    wakers = spare;
    for (int i = 0; i < due.size(); i++) {
      try {
        due.get(i).wake();
      } catch (Throwable failure) { // anybody's waker; the others wait behind it
        SafeLog.error("weft.runtime", "a waker threw, though wakers must not", failure);
      }
    }
    due.clear();
    spare = due;
  }
}
