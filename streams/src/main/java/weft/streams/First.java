package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/** The first item; the rest is given up. */
final class First<T> extends Terminal<T, @Nullable T> {
  private @Nullable T first;

  First(Stream<? extends T> stream) {
    super(stream);
  }

  @Override
  public boolean emit(T item) {
    first = item;
    return false;
  }

  @Override
  Poll<@Nullable T> result() {
    return Polls.readyOrEnd(first);
  }
}
