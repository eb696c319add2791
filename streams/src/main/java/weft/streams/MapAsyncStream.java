package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Each item through a future, several at a time, with the results in the order of the items. */
final class MapAsyncStream<T, R> extends Stage<T, R> {
  private final ThrowingFunction<? super T, ? extends Future<? extends R>> mapper;
  private final int concurrency;
  private final Discard<R> discard;
  private final FutureSet<R> futures = new FutureSet<>();
  private final Deque<Cell<R>> order = new ArrayDeque<>();

  /** The place of a result in the order. */
  private static final class Cell<R> {
    @Nullable R result;
  }

  MapAsyncStream(
      Stream<? extends T> upstream,
      int concurrency,
      ThrowingFunction<? super T, ? extends Future<? extends R>> mapper,
      Discard<R> discard) {
    super(upstream);
    this.concurrency = Sizes.requirePositive(concurrency, "mapAsync concurrency");
    this.mapper = Objects.requireNonNull(mapper, "mapper");
    this.discard = discard;
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    try {
      start(cx);
      collectFinished(cx);
      Cell<R> head = order.peek();
      if (head == null) {
        return isReleased() ? end() : Poll.pending();
      }
      if (head.result == null) {
        return Poll.pending();
      }
      order.remove();
      return Poll.ready(head.result);
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  /** Starts as many futures as may run; results that wait for earlier ones count. */
  private void start(Context cx) throws Exception {
    while (!isReleased() && order.size() < concurrency) {
      Poll<? extends T> poll = upstream.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        return;
      }
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        Cell<R> cell = new Cell<>();
        futures.add(
            Failures.requireResult(mapper.apply(item), "mapAsync: the function", "a future"), cell);
        order.add(cell);
      }
    }
  }

  private void collectFinished(Context cx) throws Exception {
    FutureSet.Finished<R> finished;
    while ((finished = futures.poll(cx)) != null) {
      @SuppressWarnings("unchecked") // put there by start
      Cell<R> cell = (Cell<R>) Objects.requireNonNull(finished.note());
      cell.result = Failures.requireValue(finished.value(), "mapAsync");
    }
  }

  @Override
  public SizeHint sizeHint() {
    return isReleased()
        ? SizeHint.exactly(order.size())
        : upstream.sizeHint().plus(SizeHint.exactly(order.size()));
  }

  @Override
  public void cancel() {
    Cell<R> cell;
    while ((cell = order.poll()) != null) {
      discard.drop(cell.result);
    }
    try {
      super.cancel();
    } finally {
      futures.cancelAll();
    }
  }
}
