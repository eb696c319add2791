package weft.streams;

import java.util.ArrayList;
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
 * Wakers are called after it was released, except that upstream itself may wake from inside its
 * poll: {@link #wake} therefore takes no lock.
 *
 * @param <T> the type of upstream's items
 */
abstract class Hub<T> implements Waker {
  final Discard<T> discard;
  private final Stream<? extends T> upstream;
  private final ReentrantLock lock = new ReentrantLock();
  private final CopyOnWriteArrayList<Outlet<?>> outlets = new CopyOnWriteArrayList<>();

  // Guarded by lock.
  private final List<Outlet<?>> toWake = new ArrayList<>();
  private @Nullable T parked;
  private boolean released; // upstream has ended or was given up

  Hub(Stream<? extends T> upstream, Discard<T> discard) {
    this.upstream = Objects.requireNonNull(upstream, "upstream");
    this.discard = discard;
  }

  /** Finds out where a new item belongs. Under the lock; what it throws fails all outlets. */
  abstract void classify(T item) throws Exception;

  /**
   * Puts the classified item where it belongs (or discards it).
   *
   * @return false if there is no room; asked again later
   */
  abstract boolean deliver(T item);

  /** Whether upstream is still of use, now that an outlet was cancelled. Under the lock. */
  abstract boolean isWanted();

  /** An outlet is complete or was cancelled, and is no longer there. Under the lock. */
  void removed(Outlet<?> outlet) {}

  /** Adds an outlet. Under the lock, or before the hub is shared. */
  final <E> Outlet<E> open(int capacity) {
    Outlet<E> outlet = new Outlet<>(this, capacity);
    outlet.complete = released;
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

  /** Says that an outlet gets no more items. Under the lock. */
  final void complete(Outlet<?> outlet) {
    outlet.complete = true;
    toWake.add(outlet);
  }

  /** Runs {@code action} under the lock, then wakes whom it put something for. */
  final void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      unlockAndWake();
    }
  }

  final <E> Poll<@Nullable E> poll(Outlet<E> outlet, Context cx) throws Exception {
    lock.lock();
    try {
      if (outlet.finished || outlet.cancelled) {
        throw new IllegalStateException(
            "an outlet was polled after its end: a finished stream must not be polled again");
      }
      discard.remember(cx);
      boolean registered = false;
      while (true) {
        E item = outlet.queue.poll();
        if (item != null) {
          unpark();
          return Poll.ready(item);
        }
        if (outlet.complete) {
          outlet.finished = true;
          forget(outlet);
          if (outlet.failure != null) {
            throw outlet.failure;
          }
          return Poll.end();
        }
        if (!registered) {
          registered = true;
          outlet.waker.register(cx.waker());
        }
        if (!pull(cx)) {
          return Poll.pending();
        }
      }
    } finally {
      unlockAndWake();
    }
  }

  /** Gets one item from upstream to where it belongs. False if that has to wait. */
  private boolean pull(Context cx) {
    if (parked != null) {
      return unpark();
    }
    try {
      if (!(upstream.pollNext(cx.withWaker(this)) instanceof Poll.Ready<? extends T> ready)) {
        return false;
      }
      T item = ready.value();
      if (item == null) {
        released = true;
        completeAll();
        return true;
      }
      parked = item;
      classify(item);
    } catch (Exception failure) {
      fail(failure);
      return true;
    } catch (Error error) {
      fail(new IllegalStateException("the shared upstream failed with an error", error));
      throw error;
    }
    return unpark();
  }

  private void fail(Exception failure) {
    for (Outlet<?> outlet : outlets) {
      if (!outlet.complete) {
        outlet.failure = failure;
      }
    }
    discard.drop(parked);
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
    if (!deliver(item)) {
      parked = item;
      return false;
    }
    toWake.addAll(outlets); // whoever waited for room may pull again
    return true;
  }

  private void release() {
    if (!released) {
      released = true;
      upstream.cancel();
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
      dropQueued(outlet);
      unpark();
      releaseIfUnwanted();
    } finally {
      unlockAndWake();
    }
  }

  /** Hands over what a cancelled outlet still held. Under the lock. */
  abstract void dropQueued(Outlet<?> outlet);

  /** Gives up upstream if nobody wants it any more. Under the lock. */
  final void releaseIfUnwanted() {
    if (!isWanted()) {
      discard.drop(parked);
      parked = null;
      release();
      completeAll();
    }
  }

  private void unlockAndWake() {
    List<Outlet<?>> wake = toWake.isEmpty() ? List.of() : List.copyOf(toWake);
    toWake.clear();
    lock.unlock();
    for (Outlet<?> outlet : wake) {
      outlet.waker.wake();
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
