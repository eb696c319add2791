package weft.internal.wait;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;

/**
 * The wakers that were collected under a lock, to be called after its release: a waker may run code
 * of another executor, which may come back to the same primitive.
 */
public final class WakeQueue {
  private @Nullable Waker first;
  private @Nullable List<Waker> others;

  /** A queue without wakers. */
  public WakeQueue() {}

  /** Adds {@code waker}; null is nobody. */
  public void add(@Nullable Waker waker) {
    if (waker == null) {
      return;
    }
    if (first == null) {
      first = waker;
      return;
    }
    if (others == null) {
      others = new ArrayList<>();
    }
    others.add(waker);
  }

  /** Takes {@code waiter}'s waker. */
  public void add(Waiter waiter) {
    add(waiter.takeWaker());
  }

  /** Calls all of them in order. Wakers do not throw; if one does, the others are called still. */
  public void wakeAll() {
    if (first != null) {
      wake(first);
      if (others != null) {
        others.forEach(WakeQueue::wake);
      }
    }
  }

  /** Calls {@code waker}, if there is one, and contains what it throws. */
  public static void wake(@Nullable Waker waker) {
    if (waker == null) {
      return;
    }
    try {
      waker.wake();
    } catch (Throwable failure) {
      System.getLogger("weft.sync").log(System.Logger.Level.ERROR, "a waker threw", failure);
    }
  }
}
