package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The next item of a stream that stays with its owner. */
final class Next<T> implements Future<@Nullable T> {
  private final Stream<T> stream;
  private boolean finished;

  Next(Stream<T> stream) {
    this.stream = stream;
  }

  @Override
  public Poll<@Nullable T> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("next was polled after it had finished");
    }
    finished = true; // also if the stream throws
    Poll<@Nullable T> poll = stream.pollNext(cx);
    finished = poll.isReady();
    return poll;
  }
}
