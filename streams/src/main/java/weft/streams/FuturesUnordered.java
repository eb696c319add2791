package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A growing set of futures, and the stream of their values in the order in which they finish. Only
 * futures that were woken are polled.
 *
 * <p>Unlike other streams it may be polled again after it said that it has ended: it is empty then,
 * and goes on when a future was added. A future that throws is removed, and the stream throws; the
 * others stay, and the stream may be polled again.
 *
 * <p><b>Cancellation.</b> Cancels all futures; one of them may do so too, from inside its poll.
 * {@link #next()} loses nothing.
 *
 * @param <T> the type of the values
 */
public final class FuturesUnordered<T> implements Stream<T> {
  private final FutureSet<T> futures = new FutureSet<>();

  private FuturesUnordered() {}

  /** An empty set. */
  public static <T> FuturesUnordered<T> create() {
    return new FuturesUnordered<>();
  }

  /** Adds a future. It is not polled before this stream is. */
  public void add(Future<? extends T> future) {
    futures.add(future, null);
  }

  /** The number of futures whose value has not been given. */
  public int size() {
    return futures.size();
  }

  /** Whether there is no future. */
  public boolean isEmpty() {
    return futures.size() == 0;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    if (isEmpty()) {
      return Poll.end();
    }
    if (!cx.hasBudget()) {
      cx.defer();
      return Poll.pending();
    }
    FutureSet.Finished<T> finished = futures.poll(cx);
    if (finished == null) {
      return isEmpty() ? Poll.end() : Poll.pending(); // empty: one of them has cancelled all
    }
    cx.proceed(); // futures that were ready may have taken nothing
    return Poll.ready(Failures.requireValue(finished.value(), "FuturesUnordered"));
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.exactly(size());
  }

  @Override
  public void cancel() {
    futures.cancelAll();
  }
}
