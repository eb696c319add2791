package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#recover}. */
final class RecoverFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final ThrowingFunction<? super Exception, ? extends T> function;
  private boolean settled;

  RecoverFuture(Future<T> source, ThrowingFunction<? super Exception, ? extends T> function) {
    super(source);
    this.function = function;
  }

  @Override
  String name() {
    return "recover";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    if (settled) { // not the source's failure, and so not to be recovered from
      throw Failures.finished(name());
    }
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Exception failure) {
      settled = true;
      return Poll.ready(function.apply(failure));
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
