package weft.internal.scheduler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.task.Task;

/**
 * What waits until the drivers have been polled: the tasks that yielded, and wakers of something
 * else, such as a sub-executor's. Not shared.
 *
 * <p>A yielding task counts as queued when its poll ends, and this is the queue it is in. So
 * letting it go on is no wake, which saves one of three atomic operations of a yield.
 */
final class DeferList {
  private final LocalWorker owner;
  private final TaskChain tasks = new TaskChain();
  private @Nullable Waker[] wakers = new Waker[16];
  private int size;

  DeferList(LocalWorker owner) {
    this.owner = owner;
  }

  /** Adds a task that counts as queued. */
  void add(Task<?> task) {
    tasks.add(task);
  }

  /** Adds a waker that is not that of the task being polled. */
  void addWaker(Waker waker) {
    if (size > 0 && waker.willWake(wakerAt(size - 1))) {
      return; // yielded twice in one poll
    }
    if (size == wakers.length) {
      wakers = Arrays.copyOf(wakers, size * 2);
    }
    wakers[size++] = waker;
  }

  boolean isEmpty() {
    return size == 0 && tasks.isEmpty();
  }

  /** Lets all go on, each kind in its order; not those that are added meanwhile. */
  void wakeAll() {
    for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
      owner.scheduleLocally(task);
    }
    if (size > 0) {
      wakeWakers();
    }
  }

  private void wakeWakers() {
    int count = size;
    for (int i = 0; i < count; i++) {
      Waker waker = wakerAt(i);
      wakers[i] = null;
      waker.wake();
    }
    System.arraycopy(wakers, count, wakers, 0, size - count);
    Arrays.fill(wakers, size - count, size, null);
    size -= count;
  }

  private Waker wakerAt(int index) {
    Waker waker = wakers[index];
    assert waker != null;
    return waker;
  }
}
