package weft.future;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@link Futures#lazy}. */
final class LazyFuture<T extends @Nullable Object> implements Future<T> {
  private @Nullable Callable<? extends T> body;

  LazyFuture(Callable<? extends T> body) {
    this.body = body;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Callable<? extends T> current = body;
    if (current == null) {
      throw Failures.finished("lazy");
    }
    body = null;
    return Poll.ready(current.call());
  }

  @Override
  public void cancel() {
    body = null;
  }
}
