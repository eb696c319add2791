package weft.streams;

import weft.future.Context;
import weft.future.Poll;

/** The number of items, which nobody sees: they are handed over as undelivered. */
final class Count<T> extends Terminal<T, Long> {
  private final Discard<T> discard = Discard.toRuntime();
  private long count;

  Count(Stream<? extends T> stream) {
    super(stream);
  }

  @Override
  public Poll<Long> poll(Context cx) throws Exception {
    discard.remember(cx);
    return super.poll(cx);
  }

  @Override
  public boolean emit(T item) {
    count++;
    discard.drop(item);
    return true;
  }

  @Override
  Poll<Long> result() {
    return Poll.ready(count);
  }
}
