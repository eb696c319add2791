package weft.streams;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import weft.async.Async;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * Where straight-line code puts the items of its stream, see {@link Streams#generate}.
 *
 * <p><b>Threads.</b> One {@link #emit} at a time, by whichever body or virtual thread has its turn.
 * For several that emit independently there is a channel: {@link weft.sync.Mpsc} with {@link
 * Streams#fromReceiver}.
 *
 * @param <T> the type of the items
 */
public final class Emission<T> {
  private final Pipe<T> pipe;
  private final Discard<T> discard;
  private final AtomicBoolean busy = new AtomicBoolean(); // hands the pipe's putting side on, too
  private volatile boolean over;

  Emission(Pipe<T> pipe, Discard<T> discard) {
    this.pipe = pipe;
    this.discard = discard;
  }

  /** Straight-line code that emits items. */
  @FunctionalInterface
  public interface Body<T> {
    /** Runs the code; its end is the stream's, and what it throws fails the stream. */
    void run(Emission<T> out) throws Exception;
  }

  /**
   * Gives an item to the stream. Waits until the one before was taken, as {@link Async#await} does;
   * so it throws when the stream was cancelled, and the body unwinds.
   *
   * <p>The item is the stream's from the call on, also if this throws: what nobody takes is handed
   * over as undelivered.
   *
   * @throws IllegalStateException if another emit is waiting; or if the stream is over, but the
   *     caller is no part of its code, which goes on; or where await must not be called
   */
  public void emit(T item) throws Exception {
    Waiting waiting = new Waiting(Objects.requireNonNull(item, "item"));
    try {
      Async.await(waiting);
    } catch (Throwable refused) {
      waiting.cancel(); // an await that was refused has not touched it
      throw refused;
    }
  }

  /** The stream wants nothing more. Its own code has ended or is being unwound. */
  void close() {
    over = true;
    pipe.cancel();
  }

  private final class Waiting implements Future<@Nullable Void> {
    private @Nullable T item;
    private boolean entered;

    Waiting(T item) {
      this.item = item;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      T waiting = item;
      if (waiting == null) {
        throw new IllegalStateException("emit was polled after it had finished");
      }
      if (!entered) {
        if (!busy.compareAndSet(false, true)) {
          throw new IllegalStateException(
              "emit called while another emit of the same stream waits: let one body emit, or use"
                  + " an Mpsc channel and Streams.fromReceiver");
        }
        entered = true;
      }
      while (over || !pipe.put(waiting)) {
        if (over) {
          if (Async.isCancelled()) {
            return Poll.pending(); // the wait ends by the unwinding of the body
          }
          throw new IllegalStateException(
              "emit called after the stream has ended or was cancelled");
        }
        if (!pipe.awaitRoom(cx)) {
          return Poll.pending();
        }
      }
      item = null;
      busy.set(false);
      pipe.wakeTaker();
      return Poll.done();
    }

    @Override
    public void cancel() {
      T waiting = item;
      item = null;
      if (entered && waiting != null) {
        busy.set(false);
      }
      discard.drop(waiting);
    }
  }
}
