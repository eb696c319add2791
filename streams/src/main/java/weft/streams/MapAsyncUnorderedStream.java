package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Each item through a future, several at a time, with the results as they come. */
final class MapAsyncUnorderedStream<T, R> extends Stage<T, R> {
  private final ThrowingFunction<? super T, ? extends Future<? extends R>> mapper;
  private final int concurrency;
  private final FutureSet<R> futures = new FutureSet<>();

  MapAsyncUnorderedStream(
      Stream<? extends T> upstream,
      int concurrency,
      ThrowingFunction<? super T, ? extends Future<? extends R>> mapper) {
    super(upstream);
    this.concurrency = Sizes.requirePositive(concurrency, "mapAsyncUnordered concurrency");
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    requireActive();
    try {
      start(cx);
      FutureSet.Finished<R> finished = futures.poll(cx);
      if (finished != null) {
        return Poll.ready(Failures.requireValue(finished.value(), "mapAsyncUnordered"));
      }
      return futures.size() == 0 && isReleased() ? end() : Poll.pending();
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  private void start(Context cx) throws Exception {
    while (!isReleased() && futures.size() < concurrency) {
      Poll<? extends T> poll = upstream.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        return;
      }
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        futures.add(
            Failures.requireResult(
                mapper.apply(item), "mapAsyncUnordered: the function", "a future"),
            null);
      }
    }
  }

  @Override
  public SizeHint sizeHint() {
    SizeHint running = SizeHint.exactly(futures.size());
    return isReleased() ? running : upstream.sizeHint().plus(running);
  }

  @Override
  public void cancel() {
    try {
      super.cancel();
    } finally {
      futures.cancelAll();
    }
  }
}
