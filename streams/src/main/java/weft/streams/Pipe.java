package weft.streams;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] ring; // of T, through SLOT
  private final Discard<T> discard;
  private final AtomicWaker taker = new AtomicWaker();
  private final AtomicWaker putter = new AtomicWaker();
  private final AtomicInteger draining = new AtomicInteger();
  private final Presence putting = new Presence();
  private final Presence taking = new Presence();
  private volatile boolean complete; // after the last put
  private @Nullable Throwable failure; // published by complete
  private volatile boolean cancelled;
  private int putIndex;
  private int putLimit; // up to where the slots are known to be free
  private int takeIndex;

  Pipe(int capacity, Discard<T> discard) {
    this.ring = new @Nullable Object[capacity];
    this.discard = discard;
  }

  // ---- The putting side.

  /** Whether there is room for an item. */
  boolean hasRoom() {
    return SLOT.getAcquire(ring, putIndex) == null;
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
    SLOT.setRelease(ring, putIndex, item);
    putIndex = putIndex + 1 == ring.length ? 0 : putIndex + 1;
    return true;
  }

  /**
   * Looks for room for {@code wanted} items, which {@link #putGranted} puts without looking again.
   * The free slots follow each other from {@code putIndex} on, so a free one far ahead stands for
   * all before it.
   *
   * @return whether there is room for at least one
   */
  boolean grant(int wanted) {
    int count = Math.min(wanted, ring.length - putIndex);
    while (count > 0 && SLOT.getAcquire(ring, putIndex + count - 1) != null) {
      count >>= 1;
    }
    putLimit = putIndex + count;
    return count > 0;
  }

  /**
   * Puts one of the items that {@link #grant} has found room for.
   *
   * @return whether there is room for another one of them
   */
  boolean putGranted(T item) {
    int at = putIndex;
    if (at == putLimit) {
      throw new AssertionError("upstream went on after it was asked to stop");
    }
    SLOT.setRelease(ring, at, item);
    if (++at != putLimit) {
      putIndex = at;
      return true;
    }
    putIndex = at == ring.length ? 0 : at;
    putLimit = putIndex;
    return false;
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

  /** The putting side is at work; it says so at each poll, and when it waits for other things. */
  Presence putting() {
    return putting;
  }

  /** Waits a moment for room, if the taker is at work on another thread. Whether there is some. */
  boolean expectRoom() {
    return taking.await(() -> hasRoom() || cancelled);
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
    int at = takeIndex;
    T item = takeAt(ring, at);
    if (item != null) {
      takeIndex = at + 1 == ring.length ? 0 : at + 1;
    }
    return item;
  }

  @SuppressWarnings("unchecked") // only items of T are put
  private @Nullable T takeAt(@Nullable Object[] slots, int at) {
    T item = (T) SLOT.getAcquire(slots, at);
    if (item != null) {
      SLOT.setRelease(slots, at, null);
    }
    return item;
  }

  /**
   * Takes up to {@code wanted} items and gives them to {@code emitter} until that wants no more.
   *
   * @param taken told of each item, before the emitter gets it
   * @return how many items were taken; negative, as {@code ~count}, if the emitter wants no more
   */
  int takeEach(int wanted, PipeStream<T> taken, Emitter<? super T> emitter) {
    @Nullable Object[] slots = ring;
    int at = takeIndex;
    int count = 0;
    try {
      T item;
      while (count < wanted && (item = takeAt(slots, at)) != null) {
        count++;
        if (++at == slots.length) {
          at = 0;
        }
        taken.taken();
        if (!emitter.emit(item)) {
          return ~count;
        }
      }
      return count;
    } finally {
      takeIndex = at;
    }
  }

  /** Whether there is an item to take. */
  boolean hasItem() {
    return SLOT.getAcquire(ring, takeIndex) != null;
  }

  /** Wakes the putter, if it waits. */
  void wakePutter() {
    putter.wake();
  }

  /** Whether everything was put and taken. The failure, if there was one, is to be asked for. */
  boolean isExhausted() {
    return complete && SLOT.getAcquire(ring, takeIndex) == null;
  }

  /** What the putting side failed with; after {@link #isExhausted}. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** As {@link #putting}, for the taking side. */
  Presence taking() {
    return taking;
  }

  /** Waits a moment for an item, if the other side is at work on another thread. */
  boolean expectItem() {
    return putting.await(() -> hasItem() || complete);
  }

  /**
   * Registers the taker's waker.
   *
   * @return whether something has come meanwhile, so that the taker looks again
   */
  boolean awaitItem(Context cx) {
    taker.register(cx.waker());
    return complete || SLOT.getVolatile(ring, takeIndex) != null;
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
