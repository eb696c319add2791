package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.env.SafeLog;
import weft.internal.task.Task;

/**
 * What waits until the drivers have been polled: tasks that have yielded, and wakers of whatever
 * else asked for it (a part of a task with a waker of its own). Not shared.
 */
final class DeferList {
  private static final int INITIAL_CAPACITY = 64; // as many as yield between two looks at drivers
  private static final int CAPACITY_KEPT = 1024;

  private @Nullable Task<?>[] tasks = new Task<?>[INITIAL_CAPACITY];
  private int size; // of tasks
  private List<Waker> wakers = new ArrayList<>();
  private List<Waker> spare = new ArrayList<>();

  /**
   * Notes a task that has yielded.
   *
   * @return false if there is no memory for that: the caller queues it
   */
  boolean add(Task<?> task) {
    if (size == tasks.length) {
      try {
        tasks = Arrays.copyOf(tasks, 2 * size);
      } catch (OutOfMemoryError full) {
        return false;
      }
    }
    tasks[size++] = task;
    return true;
  }

  void add(Waker waker) {
    int last = wakers.size() - 1;
    if (last < 0 || !waker.willWake(wakers.get(last))) { // one that yields twice in one poll
      wakers.add(waker);
    }
  }

  boolean isEmpty() {
    return size == 0 && wakers.isEmpty();
  }

  /** Moves the tasks, in the order of asking, to {@code queue}. */
  void moveTasksTo(RunQueue queue) {
    StackProbe.ensure(); // half of a move would queue tasks twice; it may be deep in user code
    int moved = queue.ring.pushAll(tasks, size); // as many as there is room for
    for (int i = moved; i < size; i++) {
      queue.pushBack(taken(i));
    }
    forget();
  }

  /** Moves the tasks, in the order of asking, to {@code queue}. */
  void moveTasksTo(TaskChain queue) {
    queue.addAll(tasks, size);
    forget();
  }

  private Task<?> taken(int index) {
    return Objects.requireNonNull(tasks[index]);
  }

  private void forget() {
    Bulk.clear(tasks, size);
    size = 0;
  }

  /** See {@link Young}. */
  void renew() {
    if (size == 0) {
      tasks = new Task<?>[Math.min(tasks.length, CAPACITY_KEPT)];
    }
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
