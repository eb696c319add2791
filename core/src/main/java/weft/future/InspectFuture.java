package weft.future;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Future#inspect}. */
final class InspectFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final Consumer<? super T> action;

  InspectFuture(Future<T> source, Consumer<? super T> action) {
    super(source);
    this.action = action;
  }

  @Override
  String name() {
    return "inspect";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Poll<T> polled = pollSource(cx);
    if (polled instanceof Poll.Ready<T> ready) {
      try {
        action.accept(ready.value());
      } catch (Throwable failure) {
        Undelivered.discard(ready.value(), cx.services()); // the action only looked at it
        throw failure;
      }
    }
    return polled;
  }
}
