package weft.streams;

/** Numbers the items. */
final class EnumerateStream<T> extends ItemStage<T, Indexed<T>> {
  private long next;

  EnumerateStream(Stream<? extends T> upstream) {
    super(upstream);
  }

  @Override
  public boolean emit(T item) {
    return down.emit(new Indexed<>(next++, item));
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
