package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/**
 * Futures of which any may finish first: the machinery of {@link FuturesUnordered}, {@code
 * mapAsync} and {@code forEachConcurrent}.
 */
final class FutureSet<T extends @Nullable Object> {
  private final ReadySet<Future<? extends T>> futures = new ReadySet<>();
  private @Nullable Future<? extends T> polled; // while it is

  int size() {
    return futures.size();
  }

  /** Adds a future; {@code note} is given back with its value. */
  void add(Future<? extends T> future, @Nullable Object note) {
    futures.add(future).note = note;
  }

  /** A future that has finished: its value, and the note it was added with. */
  record Finished<T extends @Nullable Object>(T value, @Nullable Object note) {}

  /**
   * The next future that has finished, or null after the context's waker was registered (also if
   * there is no future at all). The value of one that was taken out from inside its own poll is
   * handed over as undelivered.
   *
   * @throws Exception what a future threw; that one has been removed and cancelled
   */
  @Nullable Finished<T> poll(Context cx) throws Exception {
    int patience = 2 * futures.size() + 2; // for children that wake themselves without progress
    while (true) {
      Child<Future<? extends T>> child = futures.next();
      Future<? extends T> future = child == null ? null : child.target;
      if (child == null || future == null) {
        if (!futures.awaitWake(cx)) {
          return null;
        }
        continue;
      }
      Poll<? extends T> poll = pollChild(cx, child, future);
      if (child.target == null) { // cancelled with all others from inside its own poll
        if (poll instanceof Poll.Ready<? extends T> ready) {
          Undelivered.discard(ready.value(), cx.services());
        } else {
          future.cancel();
        }
        continue;
      }
      if (poll instanceof Poll.Ready<? extends T> ready) {
        Finished<T> finished = new Finished<>(ready.value(), child.note);
        futures.remove(child);
        return finished;
      }
      if (--patience == 0 || !cx.hasBudget()) {
        if (futures.awaitWake(cx)) {
          cx.defer();
        }
        return null;
      }
    }
  }

  private Poll<? extends T> pollChild(
      Context cx, Child<Future<? extends T>> child, Future<? extends T> future) throws Exception {
    polled = future;
    try {
      return future.poll(cx.withWaker(child));
    } catch (Throwable failure) {
      futures.remove(child);
      Cleanup.after(failure, future::cancel);
      throw failure;
    } finally {
      polled = null;
    }
  }

  /** Cancels and removes all; may be called from inside a poll of one. */
  void cancelAll() {
    futures.clear(this::cancel);
  }

  private void cancel(Future<? extends T> future) {
    if (future != polled) { // else once its poll is left
      future.cancel();
    }
  }
}
