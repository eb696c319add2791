package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Future#map}. */
final class MapFuture<T extends @Nullable Object, R extends @Nullable Object>
    extends Wrapper<T, R> {
  private final ThrowingFunction<? super T, ? extends R> function;

  MapFuture(Future<T> source, ThrowingFunction<? super T, ? extends R> function) {
    super(source);
    this.function = function;
  }

  @Override
  String name() {
    return "map";
  }

  @Override
  public Poll<R> poll(Context cx) throws Exception {
    if (pollSource(cx) instanceof Poll.Ready<T> ready) {
      return Poll.ready(function.apply(ready.value()));
    }
    return Poll.pending();
  }
}
