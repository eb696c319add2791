package weft.streams;

import java.util.Objects;
import java.util.function.Consumer;

/** Shows each item to somebody as it passes. */
final class PeekStream<T> extends ItemStage<T, T> {
  private final Consumer<? super T> consumer;

  PeekStream(Stream<? extends T> upstream, Consumer<? super T> consumer) {
    super(upstream);
    this.consumer = Objects.requireNonNull(consumer, "consumer");
  }

  @Override
  public boolean emit(T item) {
    try {
      consumer.accept(item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
