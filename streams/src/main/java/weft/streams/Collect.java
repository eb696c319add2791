package weft.streams;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collector;
import weft.future.Poll;

/** All items in a collector of {@code java.util.stream}. */
final class Collect<T, A, R> extends Terminal<T, R> {
  private final Collector<? super T, A, R> collector;
  private final BiConsumer<A, ? super T> accumulator;
  private final A container;

  Collect(Stream<? extends T> stream, Collector<? super T, A, R> collector) {
    super(stream);
    this.collector = Objects.requireNonNull(collector, "collector");
    this.accumulator = collector.accumulator();
    this.container = collector.supplier().get();
  }

  @Override
  public boolean emit(T item) {
    try {
      accumulator.accept(container, item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return true;
  }

  @Override
  Poll<R> result() {
    return Poll.ready(collector.finisher().apply(container));
  }
}
