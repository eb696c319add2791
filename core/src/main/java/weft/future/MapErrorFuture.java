package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#mapError}. */
final class MapErrorFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final ThrowingFunction<? super Exception, ? extends Exception> function;
  private boolean settled;

  MapErrorFuture(
      Future<T> source, ThrowingFunction<? super Exception, ? extends Exception> function) {
    super(source);
    this.function = function;
  }

  @Override
  String name() {
    return "mapError";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    if (settled) { // not the source's failure, and so not to be mapped
      throw Failures.finished(name());
    }
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Exception failure) {
      settled = true;
      throw function.apply(failure);
    }
    settled = polled instanceof Poll.Ready;
    return polled;
  }

  @Override
  public void cancel() {
    settled = true;
    super.cancel();
  }
}
