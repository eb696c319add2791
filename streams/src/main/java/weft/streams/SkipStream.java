package weft.streams;

import weft.future.Context;

/** All but the first items, which nobody sees: they are handed over as undelivered. */
final class SkipStream<T> extends ItemStage<T, T> {
  private final Discard<T> discard = Discard.toRuntime();
  private long remaining;

  SkipStream(Stream<? extends T> upstream, long count) {
    super(upstream);
    this.remaining = Sizes.requireNotNegative(count, "skip count");
  }

  @Override
  void prepare(Context cx) {
    discard.remember(cx);
  }

  @Override
  public boolean emit(T item) {
    if (remaining > 0) {
      remaining--;
      discard.drop(item);
      return true;
    }
    return down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().minus(remaining);
  }
}
