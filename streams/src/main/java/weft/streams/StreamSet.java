package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;

/**
 * Streams whose items are mixed in the order in which they come: the machinery of merge, flatMap
 * and {@link StreamMap}. A stream that has much to give is served {@value #TURN} items at a time,
 * so that the others get theirs.
 */
final class StreamSet<T> implements Emitter<T> {
  /** Items of one stream before the next one has its turn: long enough for a loop to be hot. */
  private static final int TURN = 32;

  private final ReadySet<Stream<? extends T>> streams = new ReadySet<>();
  private Emitter<? super T> down = Emitters.none();
  private @Nullable Stream<? extends T> polled; // while it is
  private int turnLeft;
  private boolean moreWanted = true;
  private @Nullable Object note; // of the stream that is being polled

  int size() {
    return streams.size();
  }

  /** Whether no stream has an item left, as far as they say. */
  boolean hasNone() {
    return streams.all(stream -> stream.sizeHint().isNone());
  }

  /** Adds a stream. {@code note} can be asked for while an item of it is emitted. */
  Child<Stream<? extends T>> add(Stream<? extends T> stream, @Nullable Object childNote) {
    Child<Stream<? extends T>> child = streams.add(stream);
    child.note = childNote;
    return child;
  }

  /** The note of the stream whose item is being emitted. */
  @Nullable Object note() {
    return note;
  }

  /** Takes a stream out and cancels it; may be called from inside a poll of one. */
  void remove(Child<Stream<? extends T>> child) {
    Stream<? extends T> stream = child.target;
    if (stream != null) {
      streams.remove(child);
      cancel(stream);
    }
  }

  private void cancel(Stream<? extends T> stream) {
    if (stream != polled) { // else once its poll is left
      stream.cancel();
    }
  }

  /** Told of each stream that has ended or failed, before it is cancelled. */
  @FunctionalInterface
  interface OnEnd {
    void ended(@Nullable Object note);
  }

  /**
   * Polls the streams that were woken.
   *
   * @return STOPPED if the emitter asked for it, DONE if no stream is left, else PENDING with the
   *     context's waker registered
   * @throws Exception what a stream threw; that one has been removed and cancelled
   */
  Progress pollEach(Context cx, Emitter<? super T> emitter, OnEnd onEnd) throws Exception {
    down = emitter;
    int patience = 2 * streams.size() + 2; // for children that wake themselves without progress
    while (streams.size() > 0) {
      Child<Stream<? extends T>> child = streams.next();
      Stream<? extends T> stream = child == null ? null : child.target;
      if (child == null || stream == null) {
        if (!streams.awaitWake(cx)) {
          return Progress.PENDING;
        }
        continue;
      }
      Progress progress = pollChild(cx, child, stream, onEnd);
      boolean left = child.target == null; // taken out from inside its own poll
      if (left) {
        stream.cancel();
      }
      if (progress == Progress.DONE && !left) {
        ended(child, onEnd);
        stream.cancel(); // it has ended, and may hold on to its source
      } else if (progress == Progress.STOPPED) {
        streams.requeue(child);
        if (!moreWanted) {
          return Progress.STOPPED;
        }
      } else if ((--patience == 0 || !cx.hasBudget()) && streams.size() > 0) {
        if (streams.awaitWake(cx)) {
          cx.defer();
        }
        return Progress.PENDING;
      }
    }
    return Progress.DONE;
  }

  private Progress pollChild(
      Context cx, Child<Stream<? extends T>> child, Stream<? extends T> stream, OnEnd onEnd)
      throws Exception {
    turnLeft = TURN;
    moreWanted = true;
    note = child.note;
    polled = stream;
    try {
      return stream.pollEach(cx.withWaker(child), this);
    } catch (Throwable failure) {
      polled = null;
      if (child.target != null) {
        ended(child, onEnd);
      }
      Cleanup.after(failure, stream::cancel);
      throw failure;
    } finally {
      polled = null;
    }
  }

  private void ended(Child<Stream<? extends T>> child, OnEnd onEnd) {
    Object endedNote = child.note;
    streams.remove(child);
    onEnd.ended(endedNote);
  }

  @Override
  public boolean emit(T item) {
    moreWanted = down.emit(item);
    return moreWanted && --turnLeft > 0;
  }

  /** Cancels and removes all; may be called from inside a poll of one. */
  void cancelAll() {
    streams.clear(this::cancel);
  }
}
