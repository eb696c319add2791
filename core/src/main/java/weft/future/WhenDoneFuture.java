package weft.future;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Future#whenDone}. */
final class WhenDoneFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action;
  private boolean settled;

  WhenDoneFuture(
      Future<T> source, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
    super(source);
    this.action = action;
  }

  @Override
  String name() {
    return "whenDone";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    if (settled) { // the action has run, or never will
      throw Failures.finished(name());
    }
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Throwable failure) {
      settled = true;
      try {
        action.accept(null, failure);
      } catch (Throwable further) {
        Failures.suppress(failure, further);
      }
      throw failure;
    }
    if (polled instanceof Poll.Ready<T> ready) {
      settled = true;
      deliver(ready.value(), cx);
    }
    return polled;
  }

  private void deliver(T value, Context cx) {
    try {
      action.accept(value, null);
    } catch (Throwable failure) {
      Undelivered.discard(value, cx.services()); // the action only looked at it
      throw failure;
    }
  }

  @Override
  public void cancel() {
    settled = true;
    super.cancel();
  }
}
