package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A place that takes many values, with backpressure: an item may be started only after {@link
 * #pollReady} was ready.
 *
 * <p>One owner, one call at a time. After a failure only {@link #cancel} may be called, and the
 * owner that sees one calls it once.
 *
 * @param <T> the type of the items
 */
public interface Sink<T> extends Cancellable {

  /** Reserves room for one item. Ready again and again until {@link #startSend} uses it. */
  Poll<Void> pollReady(Context cx) throws Exception;

  /** Hands over one item after a ready {@link #pollReady}. Owns the item even if it throws. */
  void startSend(T item) throws Exception;

  /** Pushes everything that was taken on to its destination. */
  Poll<Void> pollFlush(Context cx) throws Exception;

  /** Flushes and ends the sink; nothing may be sent afterwards. */
  Poll<Void> pollFinish(Context cx) throws Exception;

  // ---- One step at a time. The sink stays with its owner.

  /**
   * Sends one item and flushes.
   *
   * <p><b>Cancellation.</b> Before the sink had room the item goes to {@link
   * weft.future.Undelivered}; afterwards the sink has it, and only the flush is missing.
   */
  default Future<@Nullable Void> send(T item) {
    return new Feed<>(this, item, true);
  }

  /** Sends one item without flushing; for several in a row. Cancellation as in {@link #send}. */
  default Future<@Nullable Void> feed(T item) {
    return new Feed<>(this, item, false);
  }

  /**
   * Sends all items of {@code stream}, which it consumes, and flushes; also whenever the stream has
   * nothing more for now. The sink is not finished; {@code stream.forward(sink)} does that.
   */
  default Future<@Nullable Void> sendAll(Stream<? extends T> stream) {
    return new SendAll<>(stream, this, false);
  }

  /** Pushes everything that was taken on to its destination. Cancelling loses nothing. */
  default Future<@Nullable Void> flush() {
    return new Drive(this::pollFlush);
  }

  /** Flushes and ends this sink. Cancelling loses nothing; ask again. */
  default Future<@Nullable Void> finish() {
    return new Drive(this::pollFinish);
  }
}
