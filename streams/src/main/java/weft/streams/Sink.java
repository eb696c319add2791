package weft.streams;

import weft.future.Context;
import weft.future.Poll;

/**
 * A place that takes many values, with backpressure: an item may be started only after {@link
 * #pollReady} was ready.
 *
 * <p>One owner, one call at a time. After a failure only {@link #cancel} may be called.
 *
 * @param <T> the type of the items
 */
public interface Sink<T> {

  /** Reserves room for one item. Ready again and again until {@link #startSend} uses it. */
  Poll<Void> pollReady(Context cx) throws Exception;

  /** Hands over one item after a ready {@link #pollReady}. Owns the item even if it throws. */
  void startSend(T item) throws Exception;

  /** Pushes everything that was taken on to its destination. */
  Poll<Void> pollFlush(Context cx) throws Exception;

  /** Flushes and ends the sink; nothing may be sent afterwards. */
  Poll<Void> pollFinish(Context cx) throws Exception;

  /**
   * Gives up this sink: returns a reservation, drops what was taken and not flushed. At most once,
   * never from inside another call; never throws.
   */
  default void cancel() {}
}
