package weft.streams;

/** The first items. Gives up upstream with the last one, not at the poll after it. */
final class TakeStream<T> extends ItemStage<T, T> {
  private long remaining;

  TakeStream(Stream<? extends T> upstream, long count) {
    super(upstream);
    this.remaining = Sizes.requireNotNegative(count, "take count");
    if (count == 0) {
      complete(true);
    }
  }

  @Override
  public boolean emit(T item) {
    remaining--;
    boolean more = down.emit(item);
    return remaining > 0 ? more : complete(more);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().min(SizeHint.exactly(remaining));
  }
}
