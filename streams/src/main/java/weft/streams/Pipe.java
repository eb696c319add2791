package weft.streams;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import weft.future.AtomicWaker;
import weft.future.Context;

/**
 * A bounded queue between two tasks (or between foreign threads and a task): one side puts,
 * serially, the other side polls.
 *
 * <p>The ring's own slots say what is there: null is free. The putting side owns {@code putIndex},
 * the taking side {@code takeIndex}, and neither looks at the other's. A slot is written without a
 * fence; {@link #wakeTaker}, once for many items, is what the two sides agree on.
 *
 * <p><b>Cancellation.</b> Once the taking side has cancelled, whoever notices empties the ring;
 * {@code draining} lets one at a time do so. Both sides swap the taker's waker: the canceller after
 * setting the flag and before it empties the ring, the putter after its items and before it looks
 * at the flag. Whoever swaps second sees what the other has written, so that no item is forgotten.
 */
final class Pipe<T> {
  private final AtomicReferenceArray<@Nullable T> ring;
  private final Discard<T> discard;
  private final AtomicWaker taker = new AtomicWaker();
  private final AtomicWaker putter = new AtomicWaker();
  private final AtomicInteger draining = new AtomicInteger();
  private volatile boolean complete; // after the last put
  private @Nullable Throwable failure; // published by complete
  private volatile boolean cancelled;
  private int putIndex;
  private int takeIndex;

  Pipe(int capacity, Discard<T> discard) {
    this.ring = new AtomicReferenceArray<>(capacity);
    this.discard = discard;
  }

  // ---- The putting side.

  /** Whether there is room for an item. */
  boolean hasRoom() {
    return ring.getAcquire(putIndex) == null;
  }

  /**
   * Puts an item without waking the taker: {@link #wakeTaker} follows, after this item or a later
   * one, unless the taker itself is the caller.
   *
   * @return false if there was no room; the item stays with the caller
   */
  boolean put(T item) {
    if (!hasRoom()) {
      return false;
    }
    ring.setRelease(putIndex, item);
    putIndex = putIndex + 1 == ring.length() ? 0 : putIndex + 1;
    return true;
  }

  /** Wakes the taker, if it waits. */
  void wakeTaker() {
    taker.wake();
    if (cancelled) {
      drain();
    }
  }

  /** Says that no more items come. Later calls are ignored. */
  void complete(@Nullable Throwable reason) {
    if (!complete) {
      failure = reason;
      complete = true;
      wakeTaker();
    }
  }

  /** Whether nobody wants items any more. */
  boolean isCancelled() {
    return cancelled;
  }

  /**
   * Waits for room, or for the taker's cancellation.
   *
   * @return whether there is no need to wait
   */
  boolean awaitRoom(Context cx) {
    putter.register(cx.waker());
    return hasRoom() || cancelled;
  }

  /**
   * Lets the taker's cancellation wake {@code cx}'s task. Whether it has been cancelled already.
   */
  boolean awaitCancel(Context cx) {
    putter.register(cx.waker());
    return cancelled;
  }

  // ---- The taking side.

  /** Takes an item if there is one. */
  @Nullable T take() {
    T item = ring.getAcquire(takeIndex);
    if (item != null) {
      ring.setRelease(takeIndex, null);
      takeIndex = takeIndex + 1 == ring.length() ? 0 : takeIndex + 1;
    }
    return item;
  }

  /** Whether there is an item to take. */
  boolean hasItem() {
    return ring.getAcquire(takeIndex) != null;
  }

  /** Wakes the putter, if it waits. */
  void wakePutter() {
    putter.wake();
  }

  /** Whether everything was put and taken. The failure, if there was one, is to be asked for. */
  boolean isExhausted() {
    return complete && ring.getAcquire(takeIndex) == null;
  }

  /** What the putting side failed with; after {@link #isExhausted}. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Registers the taker's waker.
   *
   * @return whether something has come meanwhile, so that the taker looks again
   */
  boolean awaitItem(Context cx) {
    taker.register(cx.waker());
    return complete || ring.get(takeIndex) != null;
  }

  /** Wants nothing more: drops what is there and what still comes, and tells the putting side. */
  void cancel() {
    cancelled = true;
    taker.take();
    drain();
    putter.wake();
  }

  private void drain() {
    int missed = 1;
    if (draining.getAndIncrement() != 0) {
      return; // whoever is at it goes round once more
    }
    do {
      T item;
      while ((item = take()) != null) {
        discard.drop(item);
      }
      missed = draining.addAndGet(-missed);
    } while (missed != 0);
  }
}
