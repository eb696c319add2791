package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#pollFn}. */
final class PollFnFuture<T extends @Nullable Object> implements Future<T> {
  private @Nullable ThrowingFunction<? super Context, Poll<T>> body;

  PollFnFuture(ThrowingFunction<? super Context, Poll<T>> body) {
    this.body = body;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    ThrowingFunction<? super Context, Poll<T>> current = body;
    if (current == null) {
      throw Failures.finished("pollFn");
    }
    body = null; // finished, unless the body says otherwise
    Poll<T> polled = current.apply(cx);
    if (polled instanceof Poll.Pending) {
      body = current;
    }
    return polled;
  }

  @Override
  public void cancel() {
    body = null;
  }
}
