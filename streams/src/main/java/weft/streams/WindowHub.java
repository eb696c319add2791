package weft.streams;

import org.jspecify.annotations.Nullable;

/** Parts upstream into streams of a fixed number of items. */
final class WindowHub<T> extends Hub<T> {
  private final int size;
  private final Outlet<Stream<T>> main;
  private @Nullable Outlet<T> current;
  private int filled;

  WindowHub(Stream<? extends T> upstream, int size, Discard<T> discard) {
    super(upstream, discard);
    this.size = Sizes.requirePositive(size, "window size");
    this.main = open(1);
  }

  Stream<Stream<T>> windows() {
    return main;
  }

  @Override
  void classify(T item) {}

  @Override
  boolean deliver(T item) {
    Outlet<T> window = current;
    if (window == null) {
      if (main.isFull()) {
        return false;
      }
      window = open(size);
      filled = 0;
      current = window;
      put(main, window);
    }
    if (window.cancelled) {
      drop(item);
    } else {
      put(window, item);
    }
    filled++;
    if (filled == size) {
      current = null;
      if (!window.cancelled) {
        complete(window);
      }
      releaseIfUnwanted();
    }
    return true;
  }

  @Override
  boolean isWanted() {
    return !main.cancelled || (current != null && !current.cancelled);
  }

  @Override
  void dropQueued(Outlet<?> outlet) {
    if (outlet == main) {
      Stream<T> unseen;
      while ((unseen = main.queue.poll()) != null) {
        unseen.cancel(); // the lock is reentrant
      }
      return;
    }
    @SuppressWarnings("unchecked") // all but the main one carry items
    Outlet<T> window = (Outlet<T>) outlet;
    dropAll(window.queue);
  }
}
