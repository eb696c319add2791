package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The value of a future, unless it is null; then the end. */
final class FutureSource<T> extends AbstractStream<T> {
  private @Nullable Future<? extends @Nullable T> future;

  FutureSource(Future<? extends @Nullable T> future) {
    this.future = Objects.requireNonNull(future, "future");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Future<? extends @Nullable T> waiting = future;
    if (waiting == null) {
      return end();
    }
    Poll<? extends @Nullable T> poll = waiting.poll(cx);
    if (poll instanceof Poll.Ready<? extends @Nullable T> ready) {
      future = null;
      if (ready.value() == null) {
        finish();
      }
    }
    return Polls.widen(poll);
  }

  @Override
  public SizeHint sizeHint() {
    return future == null ? SizeHint.exactly(0) : new SizeHint(0, 1);
  }

  @Override
  public void cancel() {
    finish();
    Future<?> waiting = future;
    future = null;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
