package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#unconstrained}. */
final class UnconstrainedFuture<T extends @Nullable Object> extends Wrapper<T, T> {

  UnconstrainedFuture(Future<T> source) {
    super(source);
  }

  @Override
  String name() {
    return "unconstrained";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    ContextControl control = cx.control();
    int left = control.exchangeBudget(ContextControl.UNCONSTRAINED);
    try {
      return pollSource(cx);
    } finally {
      control.exchangeBudget(left);
    }
  }
}
