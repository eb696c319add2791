package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The last item; those before it are handed over as undelivered. */
final class Last<T> extends Terminal<T, @Nullable T> {
  private final Discard<T> discard = Discard.toRuntime();
  private @Nullable T last;

  Last(Stream<? extends T> stream) {
    super(stream);
  }

  @Override
  public Poll<@Nullable T> poll(Context cx) throws Exception {
    discard.remember(cx);
    return super.poll(cx);
  }

  @Override
  public boolean emit(T item) {
    discard.drop(last);
    last = item;
    return true;
  }

  @Override
  Poll<@Nullable T> result() {
    T delivered = last;
    last = null;
    return Polls.readyOrEnd(delivered);
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.drop(last);
    last = null;
  }
}
