package weft.streams;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/** Gives each item to a consumer. */
final class ForEach<T> extends Terminal<T, @Nullable Void> {
  private final Consumer<? super T> consumer;

  ForEach(Stream<? extends T> stream, Consumer<? super T> consumer) {
    super(stream);
    this.consumer = Objects.requireNonNull(consumer, "consumer");
  }

  @Override
  public boolean emit(T item) {
    try {
      consumer.accept(item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return true;
  }

  @Override
  Poll<@Nullable Void> result() {
    return Poll.done();
  }
}
