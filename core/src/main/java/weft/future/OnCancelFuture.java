package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#onCancel}. */
final class OnCancelFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final Runnable action;
  private boolean settled;

  OnCancelFuture(Future<T> source, Runnable action) {
    super(source);
    this.action = action;
  }

  @Override
  String name() {
    return "onCancel";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Throwable failure) {
      settled = true;
      throw failure;
    }
    settled = polled instanceof Poll.Ready;
    return polled;
  }

  @Override
  public void cancel() {
    if (settled) {
      return;
    }
    settled = true;
    super.cancel();
    try {
      action.run();
    } catch (Throwable failure) {
      System.getLogger("weft.future")
          .log(System.Logger.Level.ERROR, "the action given to onCancel threw", failure);
    }
  }
}
