package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Poll;

/** One of the streams into which a {@link Hub} parts its upstream. */
final class Outlet<E> implements Stream<E> {
  private final Hub<?> hub;
  final AtomicWaker waker = new AtomicWaker();
  final int capacity;

  // All guarded by the hub's lock.
  final Deque<E> queue = new ArrayDeque<>();
  boolean complete; // nothing more will be put into the queue
  @Nullable Exception failure; // how it ends, once it is complete and its queue is empty
  boolean cancelled;
  boolean finished;

  Outlet(Hub<?> hub, int capacity) {
    this.hub = hub;
    this.capacity = capacity;
  }

  /** Under the lock. */
  boolean isFull() {
    return queue.size() >= capacity;
  }

  @Override
  public Poll<@Nullable E> pollNext(Context cx) throws Exception {
    return hub.poll(this, cx);
  }

  @Override
  public void cancel() {
    hub.cancel(this);
  }

  @Override
  public String toString() {
    return "Outlet";
  }
}
