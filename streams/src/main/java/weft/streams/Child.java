package weft.streams;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;

/**
 * One part of a {@link ReadySet}: what is polled, and the waker with which it is polled. Waking
 * puts it into the set's queue, of which it is itself the node, so that a wake allocates nothing.
 *
 * @param <C> what is polled
 */
final class Child<C> implements Waker {
  private static final VarHandle QUEUED =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "queued", VarHandle.class, Child.class, boolean.class);

  private final ReadySet<C> set;

  /** True from the wake until just before the poll that it causes: at most once in the queue. */
  @SuppressWarnings("UnusedVariable") // used by QUEUED
  private volatile boolean queued = true;

  /** The next one in the queue. Written by who queues it, published by the queue's head. */
  @Nullable Child<C> nextReady;

  // The list of all children; the owner's.
  @Nullable Child<C> previous;
  @Nullable Child<C> following;

  /** What is polled; null once it has been removed. The owner's. */
  @Nullable C target;

  /** Free for the composite: what it keeps beside the target. The owner's. */
  @Nullable Object note;

  Child(ReadySet<C> set, C target) {
    this.set = set;
    this.target = target;
  }

  @Override
  public void wake() {
    // A wake before the flag is cleared is covered by the poll that follows; one after it queues
    // the child again.
    if (!(boolean) QUEUED.getAndSet(this, true)) {
      set.enqueue(this);
    }
  }

  /** Taken from the queue and about to be polled: wakes count again from here on. */
  void clearQueued() {
    QUEUED.setVolatile(this, false);
  }

  /** Queued by the owner itself. False if a wake was faster. */
  boolean markQueued() {
    return !(boolean) QUEUED.getAndSet(this, true);
  }
}
