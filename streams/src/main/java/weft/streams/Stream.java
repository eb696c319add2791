package weft.streams;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A future with many values, pulled one by one.
 *
 * <p>Items are never null; a ready {@code null} is the end. A thrown exception ends the stream. The
 * rules of {@link Future} hold: one owner, one poll at a time, the waker of the latest context is
 * registered when the answer is pending, and after the end or a failure the stream is not polled
 * again ({@link IllegalStateException}). The owner that sees a throw calls {@link #cancel()} once.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Stream<T> extends Cancellable {

  /**
   * Asks for the next item.
   *
   * @return the item, {@link Poll#end()}, or pending
   * @throws Exception the failure of this stream; it is finished then
   */
  Poll<@Nullable T> pollNext(Context cx) throws Exception;

  /**
   * Gives many items in one call: the fast path between operators, which may alternate with {@link
   * #pollNext}. The default asks {@code pollNext} again and again; a source or an operator
   * overrides it to run its own loop. A source takes one unit of the budget per item.
   *
   * @param emitter takes each item, and says whether it wants another
   * @return why the loop has ended
   * @throws Exception the failure of this stream; it is finished then
   */
  default Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    while (true) {
      if (!(pollNext(cx) instanceof Poll.Ready<@Nullable T> ready)) {
        return Progress.PENDING;
      }
      T item = ready.value();
      if (item == null) {
        return Progress.DONE;
      }
      if (!emitter.emit(item)) {
        return Progress.STOPPED;
      }
    }
  }

  /** Bounds of how many items are to come. */
  default SizeHint sizeHint() {
    return SizeHint.UNKNOWN;
  }

  // ---- Operators. Each one consumes this stream: it belongs to the result from then on.

  /** Puts each item through {@code mapper}. */
  default <R> Stream<R> map(Function<? super T, ? extends R> mapper) {
    return new MapStream<>(this, mapper);
  }

  /** Leaves out the items for which {@code condition} is false. */
  default Stream<T> filter(Predicate<? super T> condition) {
    return new FilterStream<>(this, condition);
  }

  // ---- One item at a time. The stream stays with its owner.

  /**
   * The next item, or null at the end. The stream stays with its owner, who may ask again.
   *
   * <p><b>Cancellation.</b> Loses nothing: an item that was not delivered stays in the stream. If
   * the stream fails, so does this future, and the owner still owes the stream a {@link #cancel()}.
   */
  default Future<@Nullable T> next() {
    return new Next<>(this);
  }

  // ---- Ends. Each one consumes this stream; cancelling the future cancels the stream.

  /** Gives each item to {@code consumer}; ready at the end of the stream. */
  default Future<@Nullable Void> forEach(Consumer<? super T> consumer) {
    return new ForEach<>(this, consumer);
  }
}
