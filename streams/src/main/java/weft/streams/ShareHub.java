package weft.streams;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.ThrowingFunction;

/** Gives each item to all subscribers; the slowest one sets the pace. */
final class ShareHub<T> extends Hub<T> {
  private final int buffer;
  private final List<Outlet<T>> subscribers = new ArrayList<>();
  private final @Nullable ThrowingFunction<? super T, ? extends T> copier; // null: all get the item
  private boolean closed;

  ShareHub(
      Stream<? extends T> upstream,
      int buffer,
      @Nullable ThrowingFunction<? super T, ? extends T> copier,
      Discard<T> discard) {
    super(upstream, discard);
    this.buffer = Sizes.requirePositive(buffer, "share buffer");
    this.copier = copier;
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
  boolean deliver(T item) throws Exception {
    for (Outlet<T> subscriber : subscribers) {
      if (subscriber.isFull()) {
        return false;
      }
    }
    if (copier != null) {
      deliverCopies(item, copier);
      return true;
    }
    if (subscribers.isEmpty()) {
      drop(item); // all have left since it was pulled
    }
    for (Outlet<T> subscriber : subscribers) {
      put(subscriber, item);
    }
    return true;
  }

  private void deliverCopies(T item, ThrowingFunction<? super T, ? extends T> copyOf)
      throws Exception {
    List<Outlet<T>> receivers = List.copyOf(subscribers); // the copier may cancel one
    List<T> copies = new ArrayList<>(receivers.size());
    try {
      for (int i = 0; i < receivers.size(); i++) {
        copies.add(Failures.requireItem(copyOf.apply(item), "share"));
      }
    } catch (Throwable failure) {
      dropAll(copies);
      throw failure;
    }
    for (int i = 0; i < copies.size(); i++) {
      Outlet<T> receiver = receivers.get(i);
      if (receiver.cancelled) {
        drop(copies.get(i));
      } else {
        put(receiver, copies.get(i));
      }
    }
    drop(item); // the copies were delivered, not this one
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
    if (copier == null) {
      outlet.queue.clear(); // the others have the same items
      return;
    }
    @SuppressWarnings("unchecked") // every outlet is a subscriber's
    Outlet<T> subscriber = (Outlet<T>) outlet;
    dropAll(subscriber.queue);
  }
}
