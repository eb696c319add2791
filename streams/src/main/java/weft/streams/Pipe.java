package weft.streams;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p><b>Growth.</b> A large capacity costs memory only when it is used: a ring that is found full
 * is followed by one of twice its size, until there is one of the whole capacity. The putting side
 * never comes back to a ring it has left; the taking side follows once it finds it empty. {@link
 * OlderRings} counts what is left there, so that the capacity is exact.
 *
 * <p><b>Cancellation.</b> Once the taking side has cancelled, whoever notices empties the ring;
 * {@code draining} lets one at a time do so. Both sides swap the taker's waker: the canceller after
 * setting the flag and before it empties the ring, the putter after its items and before it looks
 * at the flag. Whoever swaps second sees what the other has written, so that no item is forgotten.
 */
final class Pipe<T> {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  /** Places that a pipe has from the start, if it has so many. */
  private static final int SMALL = 256;

  /** More than this no array can have. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /** For those that never grow. */
  private static final Queue<@Nullable Object[]> NONE = new ConcurrentLinkedQueue<>();

  private final int capacity;
  private final Queue<@Nullable Object[]> larger; // where the taker has not arrived yet
  private final Discard<T> discard;
  private final AtomicWaker taker = new AtomicWaker();
  private final AtomicWaker putter = new AtomicWaker();
  private final AtomicInteger draining = new AtomicInteger();
  private final Presence putting = new Presence();
  private final Presence taking = new Presence();
  private volatile boolean complete; // after the last put
  private @Nullable Throwable failure; // published by complete
  private volatile boolean cancelled;

  // The putting side's.
  private @Nullable Object[] putRing; // of T, through SLOT
  private @Nullable OlderRings older; // during the first round after the pipe has grown
  private int putIndex;
  private int putLimit; // up to where the slots are known to be free

  // The taking side's.
  private @Nullable Object[] takeRing;
  private int takeIndex;

  Pipe(int capacity, Discard<T> discard) {
    this(capacity, SMALL, discard);
  }

  /** With {@code small} places at first; if that is less than the capacity, the pipe may grow. */
  Pipe(int capacity, int small, Discard<T> discard) {
    this.capacity = Math.min(capacity, LARGEST);
    this.putRing = new @Nullable Object[Math.min(capacity, small)];
    this.takeRing = putRing;
    this.larger = capacity > small ? new ConcurrentLinkedQueue<>() : NONE;
    this.discard = discard;
  }

  // ---- The putting side.

  /** Whether there is room for an item. */
  boolean hasRoom() {
    return isFree(putIndex) || grow();
  }

  private boolean isFree(int index) {
    OlderRings before = older;
    return before == null ? isFree(putRing, index) : before.allow(index);
  }

  /** Whether a place of a ring holds no item, as far as the putting side can see. */
  static boolean isFree(@Nullable Object[] ring, int index) {
    return SLOT.getAcquire(ring, index) == null;
  }

  /** Goes on in a larger ring, unless this one has the whole capacity. Whether it did. */
  private boolean grow() {
    @Nullable Object[] full = putRing;
    if (full.length == capacity) {
      return false;
    }
    int length = full.length > capacity / 2 ? capacity : 2 * full.length;
    @Nullable Object[] next = new @Nullable Object[length];
    OlderRings before = older;
    older =
        before == null
            ? OlderRings.full(full, putIndex, length)
            : before.and(full, putIndex, length);
    putRing = next;
    putIndex = 0;
    larger.add(next);
    return true;
  }

  /** Goes on to {@code index} of the ring, or to its start. */
  private void putNextAt(int index) {
    if (index == putRing.length) {
      putIndex = 0;
      older = null; // what was there has been taken
    } else {
      putIndex = index;
    }
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
    SLOT.setRelease(putRing, putIndex, item);
    putNextAt(putIndex + 1);
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
    int count = Math.min(wanted, putRing.length - putIndex);
    while (count > 0 && !isFree(putIndex + count - 1)) {
      count >>= 1;
    }
    if (count == 0 && grow()) {
      count = 1; // as the next call will see, there are more
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
    SLOT.setRelease(putRing, at, item);
    if (++at != putLimit) {
      putIndex = at;
      return true;
    }
    putNextAt(at);
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
    if (!hasItem()) {
      return null;
    }
    int at = takeIndex;
    takeIndex = at + 1 == takeRing.length ? 0 : at + 1;
    return takeAt(takeRing, at);
  }

  /** Goes on in the next ring if this one was left and is empty. Whether there is an item there. */
  private boolean follow() {
    if (takeRing.length == capacity) {
      return false;
    }
    @Nullable Object[] next;
    while ((next = larger.peek()) != null) {
      // Looked at again: the last items may have come just before the putter has left.
      if (SLOT.getAcquire(takeRing, takeIndex) != null) {
        return true;
      }
      larger.remove();
      takeRing = next;
      takeIndex = 0;
    }
    return SLOT.getAcquire(takeRing, takeIndex) != null;
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
    @Nullable Object[] slots = takeRing;
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
    return SLOT.getAcquire(takeRing, takeIndex) != null || follow();
  }

  /** Wakes the putter, if it waits. */
  void wakePutter() {
    putter.wake();
  }

  /**
   * Whether everything was put and taken, after {@link #hasItem} was false. The failure, if there
   * was one, is to be asked for.
   */
  boolean isExhausted() {
    return complete && SLOT.getAcquire(takeRing, takeIndex) == null && larger.isEmpty();
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
    return complete || SLOT.getVolatile(takeRing, takeIndex) != null || follow();
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
