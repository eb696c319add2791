package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * A future that owns a stream, puts it through an emitter, and is ready with a result at the end or
 * when the emitter wants no more. The stream is cancelled once: when the result is there, when a
 * function of the consumer throws, or when this future is cancelled.
 *
 * @param <T> the type of the items
 * @param <V> the type of the result
 */
abstract class Terminal<T, V extends @Nullable Object> implements Future<V>, Emitter<T> {
  private final Stream<? extends T> stream;
  private @Nullable Throwable thrown;
  private boolean finished;

  Terminal(Stream<? extends T> stream) {
    this.stream = Objects.requireNonNull(stream, "stream");
  }

  /** The result, asked for once: after the end, or after {@code emit} answered false. */
  abstract Poll<V> result() throws Exception;

  /** Keeps what a function threw inside {@code emit}, and is the answer that stops the loop. */
  final boolean stop(Throwable failure) {
    thrown = failure;
    return false;
  }

  @Override
  public Poll<V> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException(
          getClass().getSimpleName() + " was polled after it had finished");
    }
    Progress progress = stream.pollEach(cx, this);
    if (progress == Progress.PENDING) {
      return Poll.pending();
    }
    if (progress == Progress.STOPPED) {
      Throwable failure = thrown;
      if (failure != null) {
        Cleanup.after(failure, this::cancel);
        throw Failures.asException(failure);
      }
      cancel();
      return result();
    }
    finished = true;
    try {
      return result();
    } finally {
      stream.cancel(); // one that could be read on after its end lets go of its source
    }
  }

  @Override
  public void cancel() {
    if (!finished) {
      finished = true;
      stream.cancel();
    }
  }
}
