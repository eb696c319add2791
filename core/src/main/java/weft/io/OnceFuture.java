package weft.io;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A future that says so when it is polled after its end, whether that was a value or a failure.
 *
 * @param <T> the type of the value
 */
abstract class OnceFuture<T extends @Nullable Object> implements Future<T> {
  private boolean finished;

  /** Makes progress, as {@link #poll} does. */
  abstract Poll<T> advance(Context cx) throws Exception;

  @Override
  public final Poll<T> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException(
          getClass().getSimpleName() + " was polled after it had finished");
    }
    finished = true; // stays so if this throws
    Poll<T> poll = advance(cx);
    finished = poll.isReady();
    return poll;
  }
}
