package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** A future for each item, several at a time; their values are not looked at. */
final class ForEachConcurrent<T> implements Future<@Nullable Void> {
  private final Stream<? extends T> stream;
  private final int concurrency;
  private final ThrowingFunction<? super T, ? extends Future<?>> action;
  private final FutureSet<@Nullable Object> running = new FutureSet<>();
  private boolean streamEnded;
  private boolean finished;

  ForEachConcurrent(
      Stream<? extends T> stream,
      int concurrency,
      ThrowingFunction<? super T, ? extends Future<?>> action) {
    this.stream = Objects.requireNonNull(stream, "stream");
    this.concurrency = Sizes.requirePositive(concurrency, "forEachConcurrent concurrency");
    this.action = Objects.requireNonNull(action, "action");
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("forEachConcurrent was polled after it had finished");
    }
    try {
      while (true) {
        boolean streamPending = start(cx);
        boolean progress = drain(cx);
        if (streamEnded && running.size() == 0) {
          finished = true;
          return Poll.done();
        }
        if (streamPending || !progress) {
          return Poll.pending();
        }
      }
    } catch (Throwable failure) {
      Cleanup.after(failure, this::cancel);
      throw failure;
    }
  }

  /** Starts what may run. Whether the stream is pending. */
  private boolean start(Context cx) throws Exception {
    while (!streamEnded && running.size() < concurrency) {
      Poll<? extends T> poll = stream.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        return true;
      }
      T item = ready.value();
      if (item == null) {
        streamEnded = true;
        stream.cancel(); // it has ended, and may hold on to its source
      } else {
        running.add(
            Failures.requireResult(
                action.apply(item), "forEachConcurrent: the function", "a future"),
            null);
      }
    }
    return false;
  }

  /** Takes what has finished. Whether there was any. */
  private boolean drain(Context cx) throws Exception {
    boolean any = false;
    while (running.poll(cx) != null) {
      any = true;
    }
    return any;
  }

  @Override
  public void cancel() {
    if (finished) {
      return;
    }
    finished = true;
    try {
      running.cancelAll();
    } finally {
      if (!streamEnded) {
        stream.cancel();
      }
    }
  }
}
