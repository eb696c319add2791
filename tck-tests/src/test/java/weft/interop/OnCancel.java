package weft.interop;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.streams.Stream;

/** Tells that a stream was cancelled. */
final class OnCancel<T> implements Stream<T> {
  private final Stream<T> stream;
  private final Runnable action;

  OnCancel(Stream<T> stream, Runnable action) {
    this.stream = stream;
    this.action = action;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return stream.pollNext(cx);
  }

  @Override
  public void cancel() {
    stream.cancel();
    action.run();
  }
}
