package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#failed}. */
final class FailedFuture<T extends @Nullable Object> implements Future<T> {
  private @Nullable Throwable failure;

  FailedFuture(Throwable failure) {
    this.failure = failure;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Throwable thrown = failure;
    if (thrown == null) {
      throw Failures.finished("failed");
    }
    failure = null;
    throw Failures.rethrow(thrown);
  }

  @Override
  public void cancel() {
    failure = null;
  }
}
