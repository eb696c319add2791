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

  // The owner's: what was taken out of the queue in one go by pollEach.
  Deque<E> batch = new ArrayDeque<>(0);

  // All guarded by the hub's lock.
  int lent; // items that went into the batch: their places are free when the owner comes again
  Deque<E> queue = new ArrayDeque<>();
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
    return queue.size() + lent >= capacity;
  }

  @Override
  public Poll<@Nullable E> pollNext(Context cx) throws Exception {
    E item = batch.poll();
    return item == null ? hub.poll(this, cx) : Poll.ready(item);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super E> emitter) throws Exception {
    while (true) {
      E item;
      while ((item = batch.poll()) != null) {
        if (!emitter.emit(item)) {
          return Progress.STOPPED;
        }
      }
      Progress progress = hub.refill(this, cx);
      if (progress != Progress.STOPPED) {
        return progress;
      }
    }
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
