package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#ready}: holds its value until it is polled. */
final class ReadyFuture<T extends @Nullable Object> implements Future<T> {
  private @Nullable T value;
  private boolean finished;

  ReadyFuture(T value) {
    this.value = value;
  }

  @Override
  @SuppressWarnings("NullAway") // set to null only when finished
  public Poll<T> poll(Context cx) {
    if (finished) {
      throw Failures.finished("ready");
    }
    T result = value;
    finished = true;
    value = null;
    return Poll.ready(result);
  }

  @Override
  public void cancel() {
    if (!finished) {
      finished = true;
      Object abandoned = value;
      value = null;
      Undelivered.discard(abandoned, Services.none()); // never polled: no services are known
    }
  }
}
