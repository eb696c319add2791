package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.async.Async;
import weft.future.Poll;

/**
 * Where straight-line code puts the items of its stream, see {@link Streams#generate}.
 *
 * @param <T> the type of the items
 */
public final class Emission<T> {
  private final Pipe<T> pipe;

  Emission(Pipe<T> pipe) {
    this.pipe = pipe;
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
   */
  public void emit(T item) throws Exception {
    Objects.requireNonNull(item, "item");
    Async.await(
        cx -> {
          // A cancelled stream takes nothing: the wait ends by the unwinding of the body.
          while (pipe.isCancelled() || !pipe.put(item)) {
            if (!pipe.awaitRoom(cx) || pipe.isCancelled()) {
              return Poll.<@Nullable Void>pending();
            }
          }
          pipe.wakeTaker();
          return Poll.done();
        });
  }
}
