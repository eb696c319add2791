package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A growing queue of futures that run at once, and the stream of their values in the order in which
 * the futures were added. Only futures that were woken are polled.
 *
 * <p>Unlike other streams it may be polled again after it said that it has ended: it is empty then,
 * and goes on when a future was added. When a future throws, so does the stream, at once; it is to
 * be cancelled then.
 *
 * <p><b>Cancellation.</b> Cancels the futures that run; values that wait for earlier ones are
 * handed over as undelivered. One of the futures may do so too, from inside its poll. {@link
 * #next()} loses nothing.
 *
 * @param <T> the type of the values
 */
public final class FuturesOrdered<T> implements Stream<T> {
  private final FutureSet<T> running = new FutureSet<>();
  private final Deque<Cell<T>> order = new ArrayDeque<>();
  private final Discard<T> discard;

  private static final class Cell<T> {
    @Nullable T value;
  }

  private FuturesOrdered(Discard<T> discard) {
    this.discard = discard;
  }

  /** An empty queue. */
  public static <T> FuturesOrdered<T> create() {
    return new FuturesOrdered<>(Discard.toRuntime());
  }

  /** An empty queue, with a consumer of the values that wait when it is cancelled. */
  public static <T> FuturesOrdered<T> create(Consumer<? super T> onDiscard) {
    return new FuturesOrdered<>(Discard.to(onDiscard));
  }

  /** Adds a future behind the others. It is not polled before this stream is. */
  public void add(Future<? extends T> future) {
    Cell<T> cell = new Cell<>();
    running.add(future, cell);
    order.add(cell);
  }

  /** The number of futures whose value has not been given. */
  public int size() {
    return order.size();
  }

  /** Whether there is no future. */
  public boolean isEmpty() {
    return order.isEmpty();
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    discard.remember(cx);
    if (order.isEmpty()) {
      return Poll.end();
    }
    if (!cx.hasBudget()) {
      cx.defer();
      return Poll.pending();
    }
    FutureSet.Finished<T> finished;
    while ((finished = running.poll(cx)) != null) {
      @SuppressWarnings("unchecked") // put there by add
      Cell<T> cell = (Cell<T>) Objects.requireNonNull(finished.note());
      cell.value = Failures.requireValue(finished.value(), "FuturesOrdered");
    }
    Cell<T> head = order.peek();
    if (head == null) {
      return Poll.end(); // one of them has cancelled all
    }
    if (head.value == null) {
      return Poll.pending();
    }
    order.remove();
    cx.proceed(); // futures that were ready may have taken nothing
    return Poll.ready(head.value);
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.exactly(size());
  }

  @Override
  public void cancel() {
    running.cancelAll();
    Cell<T> cell;
    while ((cell = order.poll()) != null) {
      discard.drop(cell.value);
    }
  }
}
