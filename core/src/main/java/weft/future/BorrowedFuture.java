package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#borrowed}. */
final class BorrowedFuture<T extends @Nullable Object> implements Future<T> {
  private @Nullable Future<T> owned;

  BorrowedFuture(Future<T> owned) {
    this.owned = owned;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Future<T> current = owned;
    if (current == null) {
      throw Failures.finished("borrowed");
    }
    Poll<T> polled;
    try {
      polled = current.poll(cx);
    } catch (Throwable failure) {
      owned = null;
      Failures.cancel(current); // it is finished, and its owner does not see the throw
      throw failure;
    }
    if (polled instanceof Poll.Ready) {
      owned = null;
    }
    return polled;
  }

  @Override
  public void cancel() {
    owned = null; // the lender goes on with it
  }
}
