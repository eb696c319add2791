package weft.internal.scheduler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;

/** Wakers that wait until the drivers have been polled: those of tasks that yielded. Not shared. */
final class DeferList {
  private @Nullable Waker[] wakers = new Waker[16];
  private int size;

  void add(Waker waker) {
    if (size > 0 && waker.willWake(wakerAt(size - 1))) {
      return; // a task that yields twice in one poll
    }
    if (size == wakers.length) {
      wakers = Arrays.copyOf(wakers, size * 2);
    }
    wakers[size++] = waker;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Wakes all, in the order in which they yielded; not those that are added meanwhile. */
  void wakeAll() {
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
