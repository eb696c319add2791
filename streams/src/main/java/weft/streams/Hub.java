package weft.streams;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Waker;

/**
 * One upstream and several streams that are fed from it: the machinery of groupBy, split, share and
 * window. The outlets may belong to different tasks; whichever is polled and finds its queue empty
 * pulls upstream, also for the others. An item for which there is no room yet is parked, and
 * upstream rests until there is.
 *
 * <p>All state is guarded by one lock, which is held while upstream is polled (polls do not wait).
 * Wakers and hooks for what is dropped are called after it was released, except that upstream
 * itself may wake from inside its poll: {@link #wake} therefore takes no lock.
 *
 * @param <T> the type of upstream's items
 */
abstract class Hub<T> implements Waker {
  /** Items that an outlet takes under the lock in one go. */
  private static final int BATCH = 32;

  private final Stream<? extends T> upstream;
  private final Discard<T> discard;
  private final ReentrantLock lock = new ReentrantLock();
  private final CopyOnWriteArrayList<Outlet<?>> outlets = new CopyOnWriteArrayList<>();

  // Guarded by lock.
  private List<Outlet<?>> toWake = new ArrayList<>();
  private List<T> toDrop = new ArrayList<>();
  private @Nullable T parked;
  private boolean blocked; // the parked item has found no room
  private @Nullable Throwable thrown; // by classify
  private boolean released; // upstream has ended or was given up
  private @Nullable Exception failed; // upstream has
  private boolean pulling; // upstream is being polled
  private boolean releaseAfterPull;

  Hub(Stream<? extends T> upstream, Discard<T> discard) {
    this.upstream = Objects.requireNonNull(upstream, "upstream");
    this.discard = discard;
  }

  /**
   * Finds out where a new item belongs. Under the lock; what it throws fails all outlets. The
   * user's function in it may cancel outlets.
   */
  abstract void classify(T item) throws Exception;

  /**
   * Puts the classified item where it belongs (or discards it). What it throws fails all outlets;
   * the item is dropped then.
   *
   * @return false if there is no room; asked again later
   */
  abstract boolean deliver(T item) throws Exception;

  /** Whether upstream is still of use, now that an outlet was cancelled. Under the lock. */
  abstract boolean isWanted();

  /** An outlet is complete or was cancelled, and is no longer there. Under the lock. */
  void removed(Outlet<?> outlet) {}

  /** Adds an outlet. Under the lock, or before the hub is shared. */
  final <E> Outlet<E> open(int capacity) {
    Outlet<E> outlet = new Outlet<>(this, capacity);
    outlet.complete = released;
    outlet.failure = failed;
    outlets.add(outlet);
    return outlet;
  }

  /** Puts an item into an outlet's queue and wakes its owner later. Under the lock. */
  final <E> void put(Outlet<E> outlet, E item) {
    if (outlet.queue.isEmpty()) { // its owner waits only then
      toWake.add(outlet);
    }
    outlet.queue.add(item);
  }

  /** Hands an item over that nobody gets, once the lock was released. Under the lock. */
  final void drop(@Nullable T item) {
    if (item != null) {
      toDrop.add(item);
    }
  }

  /** Empties the collection, and hands over what was in it. Under the lock. */
  final void dropAll(Collection<? extends T> items) {
    toDrop.addAll(items);
    items.clear();
  }

  /** Says that an outlet gets no more items. Under the lock. */
  final void complete(Outlet<?> outlet) {
    outlet.complete = true;
    toWake.add(outlet);
  }

  /** Runs {@code action} under the lock, then wakes and hands over as it has caused. */
  final void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      unlock();
    }
  }

  /** The next item of an outlet, which takes no more than that. */
  final <E> Poll<@Nullable E> poll(Outlet<E> outlet, Context cx) throws Exception {
    lock.lock();
    try {
      if (!fill(outlet, cx, 1)) {
        return outlet.finished ? Poll.end() : Poll.pending();
      }
      E item = outlet.queue.remove();
      unpark();
      return Poll.ready(item);
    } finally {
      unlock();
    }
  }

  /**
   * Moves what there is for an outlet into its batch, so that its owner needs the lock once for
   * many items.
   *
   * @return STOPPED if there was something
   */
  final <E> Progress refill(Outlet<E> outlet, Context cx) throws Exception {
    lock.lock();
    try {
      if (!fill(outlet, cx, Math.min(BATCH, outlet.capacity))) {
        return outlet.finished ? Progress.DONE : Progress.PENDING;
      }
      Deque<E> empty = outlet.batch;
      outlet.batch = outlet.queue;
      outlet.queue = empty;
      outlet.lent = outlet.batch.size();
      return Progress.STOPPED;
    } finally {
      unlock();
    }
  }

  /**
   * Sees to it that an outlet's queue has something: pulls upstream until {@code wanted} items are
   * there, or no more can be had at once. Under the lock.
   *
   * @return false if the queue stays empty: the outlet has finished, or its waker is registered
   */
  private boolean fill(Outlet<?> outlet, Context cx, int wanted) throws Exception {
    if (outlet.finished || outlet.cancelled) {
      throw new IllegalStateException(
          "an outlet was polled after its end: a finished stream must not be polled again");
    }
    discard.remember(cx);
    if (outlet.lent > 0) {
      outlet.lent = 0;
      unpark();
    }
    if (outlet.queue.size() < wanted && !outlet.complete) {
      outlet.waker.register(cx.waker());
      pull(cx, outlet, wanted);
    }
    if (!outlet.queue.isEmpty()) {
      outlet.waker.take(); // has something: need not be woken for it
      return true;
    }
    if (outlet.complete) {
      outlet.finished = true;
      forget(outlet);
      if (outlet.failure != null) {
        throw outlet.failure;
      }
    }
    return false;
  }

  /** Lets upstream's items go where they belong, until an outlet has what it wants. */
  private void pull(Context cx, Outlet<?> outlet, int wanted) {
    if (parked != null && !unpark()) {
      return;
    }
    if (released || outlet.complete || outlet.queue.size() >= wanted) {
      return;
    }
    try {
      Progress progress = pollUpstream(cx, outlet, wanted);
      if (thrown != null) {
        throw Failures.asException(thrown);
      }
      if (progress == Progress.DONE) {
        release(); // it has ended, and may hold on to its source
        completeAll();
      }
    } catch (Exception failure) {
      fail(failure);
    } catch (Error error) {
      fail(new IllegalStateException("the shared upstream failed with an error", error));
      throw error;
    }
  }

  private Progress pollUpstream(Context cx, Outlet<?> outlet, int wanted) throws Exception {
    pulling = true;
    try {
      return upstream.pollEach(
          cx.withWaker(this), item -> place(item) && outlet.queue.size() < wanted);
    } finally {
      pulling = false;
      if (releaseAfterPull) {
        releaseAfterPull = false;
        upstream.cancel();
      }
    }
  }

  /** Takes an item of upstream. Whether another may come. */
  private boolean place(T item) {
    try {
      classify(item); // may cancel an outlet, which delivers what is parked
    } catch (Throwable failure) {
      parked = item;
      thrown = failure;
      return false;
    }
    parked = item;
    return unpark() && !released;
  }

  private void fail(Exception failure) {
    failed = failure;
    for (Outlet<?> outlet : outlets) {
      if (!outlet.complete) {
        outlet.failure = failure;
      }
    }
    drop(parked);
    parked = null;
    release();
    completeAll();
  }

  private void completeAll() {
    for (Outlet<?> outlet : outlets) {
      complete(outlet);
    }
  }

  /** Delivers the parked item if there is room now. Whether something has changed. */
  private boolean unpark() {
    T item = parked;
    if (item == null) {
      return false;
    }
    parked = null;
    try {
      if (!deliver(item)) {
        parked = item;
        blocked = true;
        return false;
      }
    } catch (Exception failure) {
      drop(item);
      fail(failure);
      return true;
    } catch (Error error) {
      drop(item);
      fail(new IllegalStateException("an item of a shared stream could not be delivered", error));
      return true;
    }
    if (blocked) { // whoever waited for room may pull again
      blocked = false;
      toWake.addAll(outlets);
    }
    return true;
  }

  private void release() {
    if (!released) {
      released = true;
      if (pulling) {
        releaseAfterPull = true; // never from inside its own poll
      } else {
        upstream.cancel();
      }
    }
  }

  private void forget(Outlet<?> outlet) {
    outlets.remove(outlet);
    outlet.waker.take();
    removed(outlet);
  }

  final <E> void cancel(Outlet<E> outlet) {
    lock.lock();
    try {
      if (outlet.finished || outlet.cancelled) {
        return;
      }
      outlet.cancelled = true;
      forget(outlet);
      outlet.queue.addAll(outlet.batch); // what its owner had not looked at yet
      outlet.batch.clear();
      dropQueued(outlet);
      unpark();
      releaseIfUnwanted();
    } finally {
      unlock();
    }
  }

  /** Hands over what a cancelled outlet still held. Under the lock. */
  abstract void dropQueued(Outlet<?> outlet);

  /** Gives up upstream if nobody wants it any more. Under the lock. */
  final void releaseIfUnwanted() {
    if (!isWanted()) {
      drop(parked);
      parked = null;
      release();
      completeAll();
    }
  }

  /** Releases the lock, then does what user code may take long for, or use another lock in. */
  private void unlock() {
    boolean nothing = toWake.isEmpty() && toDrop.isEmpty();
    if (nothing || lock.getHoldCount() > 1) { // else the outermost one does it
      lock.unlock();
      return;
    }
    List<Outlet<?>> wake = toWake;
    List<T> dropped = toDrop.isEmpty() ? null : toDrop;
    toWake = new ArrayList<>();
    if (dropped != null) {
      toDrop = new ArrayList<>();
    }
    lock.unlock();
    for (Outlet<?> outlet : wake) {
      outlet.waker.wake();
    }
    if (dropped != null) {
      discard.dropAll(dropped);
    }
  }

  /** Upstream has something: whoever waits may pull. */
  @Override
  public final void wake() {
    for (Outlet<?> outlet : outlets) {
      outlet.waker.wake();
    }
  }
}
