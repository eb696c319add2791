package weft.streams;

import java.util.ArrayList;
import java.util.List;

/** Gives each item to all subscribers; the slowest one sets the pace. */
final class ShareHub<T> extends Hub<T> {
  private final int buffer;
  private final List<Outlet<T>> subscribers = new ArrayList<>();
  private boolean closed;

  ShareHub(Stream<? extends T> upstream, int buffer) {
    super(upstream, Discard.toRuntime());
    this.buffer = Sizes.requirePositive(buffer, "share buffer");
  }

  Stream<T> subscribe() {
    List<Outlet<T>> opened = new ArrayList<>(1);
    locked(
        () -> {
          if (closed) {
            throw new IllegalStateException(
                "subscribe called on a closed Shared: subscribe before closing it");
          }
          Outlet<T> outlet = open(buffer);
          subscribers.add(outlet);
          opened.add(outlet);
        });
    return opened.get(0);
  }

  void close() {
    locked(
        () -> {
          closed = true;
          releaseIfUnwanted();
        });
  }

  @Override
  void classify(T item) {}

  @Override
  boolean deliver(T item) {
    for (Outlet<T> subscriber : subscribers) {
      if (subscriber.isFull()) {
        return false;
      }
    }
    if (subscribers.isEmpty()) {
      discard.drop(item); // all have left since it was pulled
    }
    for (Outlet<T> subscriber : subscribers) {
      put(subscriber, item);
    }
    return true;
  }

  @Override
  boolean isWanted() {
    return !closed || !subscribers.isEmpty();
  }

  @Override
  void removed(Outlet<?> outlet) {
    subscribers.remove(outlet);
  }

  @Override
  void dropQueued(Outlet<?> outlet) {
    outlet.queue.clear(); // the others have the same items
  }
}
