package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * A future with many values, pulled one by one.
 *
 * <p>Items are never null; a ready {@code null} is the end. A thrown exception ends the stream. The
 * rules of {@link weft.future.Future} hold: one owner, one poll at a time, the waker of the latest
 * context is registered when the answer is pending, and after the end or a failure the stream is
 * not polled again.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Stream<T> {

  /**
   * Asks for the next item.
   *
   * @return the item, {@link Poll#end()}, or pending
   * @throws Exception the failure of this stream; it is finished then
   */
  Poll<@Nullable T> pollNext(Context cx) throws Exception;

  /**
   * Gives up this stream and what it holds. Called at most once, by the owner, never from inside a
   * poll; never throws; does nothing after the end.
   */
  default void cancel() {}
}
