package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * The futures that a join, a race or a select owns: polls them in a given order, drops those that
 * finished, and cancels each of the others at most once.
 *
 * <p>Tracked children, if there are more than {@link #FEW}, get wakers of their own, and only those
 * that were woken are polled. Others are all polled each time, with the parent's waker.
 */
final class Children {
  /** Below this, asking everybody is cheaper than keeping track of who was woken. */
  static final int FEW = 8;

  /** Told about each child that finishes. */
  interface Listener {
    /** A child is ready; false if no further child is to be polled. */
    boolean onReady(int index, @Nullable Object value) throws Exception;

    /** A child threw, and has been cancelled; false if no further child is to be polled. */
    boolean onThrow(int index, Throwable failure) throws Exception;
  }

  private static final class Child extends ReadySet.Member {
    final int index;

    Child(ReadySet<Child> set, int index) {
      super(set);
      this.index = index;
    }
  }

  private final @Nullable Future<?>[] futures; // an element is null once finished or cancelled
  private final @Nullable ReadySet<Child> woken;
  private int unfinished;

  /** Children of which, if they are many, only those that were woken are polled. */
  static Children tracked(Future<?>... futures) {
    return new Children(futures.length > FEW, futures);
  }

  /** Children that are all polled each time, in the order asked for. */
  static Children ordered(Future<?>... futures) {
    return new Children(false, futures);
  }

  private Children(boolean track, Future<?>... futures) {
    this.futures = futures.clone();
    unfinished = futures.length;
    for (Future<?> future : futures) {
      if (future == null) {
        throw new NullPointerException("a null among the futures");
      }
    }
    if (!track) {
      woken = null;
      return;
    }
    ReadySet<Child> set = new ReadySet<>();
    for (int index = 0; index < futures.length; index++) {
      set.add(new Child(set, index));
    }
    woken = set;
  }

  int count() {
    return futures.length;
  }

  /** How many have neither finished nor been cancelled. */
  int unfinished() {
    return unfinished;
  }

  /**
   * Polls those for which it makes sense, until the listener says stop.
   *
   * @param first whom to begin with, where all are polled; the others follow cyclically
   */
  void poll(Context cx, int first, Listener listener) throws Exception {
    ReadySet<Child> set = woken;
    if (set != null) {
      pollWoken(set, cx, listener);
      return;
    }
    int count = futures.length;
    for (int step = 0; step < count; step++) {
      int index = first + step;
      if (!pollOne(index < count ? index : index - count, cx, listener)) {
        return;
      }
    }
  }

  private void pollWoken(ReadySet<Child> set, Context cx, Listener listener) throws Exception {
    set.register(cx.waker());
    // Each at most once: one that wakes itself has woken the parent too, and waits for the next
    // poll behind the others.
    for (int left = unfinished; left > 0; ) {
      if (!cx.hasBudget()) {
        cx.defer(); // those that were not asked come first in the next poll
        return;
      }
      Child child = set.next();
      if (child == null) {
        return;
      }
      if (futures[child.index] == null) { // it had woken itself when it finished: nobody's turn
        child.retire();
        continue;
      }
      left--;
      boolean more = pollOne(child.index, cx.withWaker(child), listener);
      if (futures[child.index] == null) {
        child.retire();
      }
      if (!more) {
        return;
      }
    }
  }

  private boolean pollOne(int index, Context cx, Listener listener) throws Exception {
    Future<?> future = futures[index];
    if (future == null) {
      return true;
    }
    Poll<?> polled;
    try {
      polled = future.poll(cx);
    } catch (Throwable failure) {
      drop(index);
      Failures.cancel(future);
      return listener.onThrow(index, failure);
    }
    if (polled instanceof Poll.Ready<?> ready) {
      drop(index);
      return listener.onReady(index, ready.value());
    }
    return true;
  }

  /** Cancels all that are not finished, in order. */
  void cancel() {
    for (int index = 0; index < futures.length; index++) {
      Future<?> future = futures[index];
      if (future != null) {
        drop(index);
        Failures.cancel(future);
      }
    }
    if (woken != null) {
      woken.clear();
    }
  }

  private void drop(int index) {
    futures[index] = null;
    unfinished--;
  }
}
