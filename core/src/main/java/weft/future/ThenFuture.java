package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#then}. */
final class ThenFuture<T extends @Nullable Object, R extends @Nullable Object>
    extends Successor<T, R> {
  private final ThrowingFunction<? super T, Future<R>> function;

  ThenFuture(Future<T> source, ThrowingFunction<? super T, Future<R>> function) {
    super(source);
    this.function = function;
  }

  @Override
  String name() {
    return "then";
  }

  @Override
  @Nullable Future<R> choose(Context cx) throws Exception {
    if (pollSource(cx) instanceof Poll.Ready<T> ready) {
      return checked(function.apply(ready.value()));
    }
    return null;
  }
}
