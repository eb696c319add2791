package weft.streams;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.future.AtomicWaker;
import weft.future.Context;

/**
 * The children of a composite future or stream, each polled only when its own waker was woken: a
 * poll of the composite costs as much as there are woken children, however many there are in all.
 *
 * <p>Wakers push onto a stack ({@code woken}) from any thread; the owner takes the whole stack at
 * once, turns it round, and serves it in order of waking. A child is in that queue at most once.
 *
 * <p><b>The lost wake.</b> A child that is woken while the owner finds the queue empty has either
 * pushed before {@link #awaitWake} looks again, or finds the parent's waker registered.
 *
 * @param <C> what is polled
 */
final class ReadySet<C> {
  private final AtomicReference<@Nullable Child<C>> woken = new AtomicReference<>();
  private final AtomicWaker parent = new AtomicWaker();

  // The owner's: children in order of waking.
  private @Nullable Child<C> readyHead;
  private @Nullable Child<C> readyTail;

  // The owner's: all children.
  private @Nullable Child<C> first;
  private @Nullable Child<C> last;
  private int size;

  /** The number of children. */
  int size() {
    return size;
  }

  /** Adds a child, to be polled in its turn. */
  Child<C> add(C target) {
    Child<C> child = new Child<>(this, Objects.requireNonNull(target, "child"));
    child.previous = last;
    if (last == null) {
      first = child;
    } else {
      last.following = child;
    }
    last = child;
    size++;
    appendReady(child);
    return child;
  }

  /**
   * The next child to poll, or null if none was woken. Its wakes count again from here on; poll it
   * with {@code cx.withWaker(child)}.
   */
  @Nullable Child<C> next() {
    while (true) {
      Child<C> child = readyHead;
      if (child == null) {
        takeWoken();
        child = readyHead;
        if (child == null) {
          return null;
        }
      }
      readyHead = child.nextReady;
      if (readyHead == null) {
        readyTail = null;
      }
      child.nextReady = null;
      child.clearQueued();
      if (child.target != null) {
        return child;
      }
    }
  }

  /** Whether {@code condition} holds for every child; asks no further than one that it does not. */
  boolean all(Predicate<? super C> condition) {
    for (Child<C> child = first; child != null; child = child.following) {
      C target = child.target;
      if (target != null && !condition.test(target)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a child is waiting to be polled. */
  boolean hasReady() {
    return readyHead != null || woken.get() != null;
  }

  /** Puts a child back behind the others: it has more to give at once. */
  void requeue(Child<C> child) {
    if (child.markQueued()) {
      appendReady(child);
    }
  }

  /**
   * Registers the context's waker for the next wake of a child.
   *
   * @return whether a child was woken meanwhile, so that the owner goes on instead of waiting
   */
  boolean awaitWake(Context cx) {
    parent.register(cx.waker());
    return hasReady();
  }

  /**
   * Takes a child out; wakes of it that are still to come are ignored. Does nothing to one that was
   * taken out before.
   */
  void remove(Child<C> child) {
    if (child.target == null) {
      return;
    }
    Child<C> before = child.previous;
    Child<C> after = child.following;
    if (before == null) {
      first = after;
    } else {
      before.following = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    child.previous = null;
    child.following = null;
    child.target = null;
    child.note = null;
    size--;
  }

  /**
   * Takes all children out and gives each one, in order of adding, to {@code action}. What that
   * throws is thrown at the end.
   */
  void clear(Consumer<? super C> action) {
    parent.take();
    Cleanup.each(taken(), action);
  }

  /** Takes out the first child each time that another one is asked for. */
  private Iterator<C> taken() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return first != null;
      }

      @Override
      public C next() {
        Child<C> child = first;
        C target = child == null ? null : child.target;
        if (child == null || target == null) {
          throw new NoSuchElementException();
        }
        ReadySet.this.remove(child);
        return target;
      }
    };
  }

  /** Any thread: a child was woken. */
  void enqueue(Child<C> child) {
    Child<C> head;
    do {
      head = woken.get();
      child.nextReady = head;
    } while (!woken.compareAndSet(head, child));
    parent.wake();
  }

  private void appendReady(Child<C> child) {
    if (readyTail == null) {
      readyHead = child;
    } else {
      readyTail.nextReady = child;
    }
    readyTail = child;
  }

  /** Moves the stack of wakers to the ready queue, oldest first. */
  private void takeWoken() {
    Child<C> newest = woken.getAndSet(null);
    readyTail = newest;
    while (newest != null) {
      Child<C> older = newest.nextReady;
      newest.nextReady = readyHead;
      readyHead = newest;
      newest = older;
    }
  }
}
