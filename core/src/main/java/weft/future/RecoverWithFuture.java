package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#recoverWith}. */
final class RecoverWithFuture<T extends @Nullable Object> extends Successor<T, T> {
  private final ThrowingFunction<? super Exception, Future<T>> function;
  private boolean settled;

  RecoverWithFuture(Future<T> source, ThrowingFunction<? super Exception, Future<T>> function) {
    super(source);
    this.function = function;
  }

  @Override
  String name() {
    return "recoverWith";
  }

  @Override
  @Nullable Future<T> choose(Context cx) throws Exception {
    if (settled) { // not the source's failure, and so not to be recovered from
      throw Failures.finished(name());
    }
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Exception failure) {
      settled = true;
      return checked(function.apply(failure));
    }
    if (polled instanceof Poll.Ready<T> ready) {
      settled = true;
      return new ReadyFuture<>(ready.value());
    }
    return null;
  }

  @Override
  public void cancel() {
    settled = true;
    super.cancel();
  }
}
