package weft.internal.driver;

import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.env.SafeLog;

/**
 * Wakers that were collected under a lock and are called after its release, in order. Bounded, so
 * that a lock is never held for long; used by one thread at a time.
 */
final class WakerBatch {
  private static final int CAPACITY = 32; // Tokio's figure

  private final @Nullable Waker[] wakers = new @Nullable Waker[CAPACITY];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  /** Adds a waker to a batch that is not full; ignores null (nobody waits). */
  void add(@Nullable Waker waker) {
    if (waker != null) {
      wakers[size++] = waker;
    }
  }

  /** Calls all wakers and empties the batch. No lock may be held. */
  void wakeAll() {
    for (int i = 0; i < size; i++) {
      Waker waker = wakers[i];
      wakers[i] = null;
      if (waker != null) {
        wake(waker);
      }
    }
    size = 0;
  }

  /** Wakes, containing what the waker throws against its contract: other timers wait behind it. */
  static void wake(Waker waker) {
    try {
      waker.wake();
    } catch (Throwable failure) {
      SafeLog.error("weft.driver", "a waker threw, though wakers must not", failure);
    }
  }
}
