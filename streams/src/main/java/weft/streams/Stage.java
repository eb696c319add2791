package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/**
 * An operator over one upstream, which it cancels at most once: when it is given up, when it fails
 * by itself, or when it needs no more items.
 *
 * <p>In the bulk path an operator is its own {@link Emitter}: {@code emit} keeps what a function
 * threw by {@link #stop} and {@link #settle} throws it once upstream's loop has returned.
 *
 * @param <T> the type of the items that come in
 * @param <R> the type of the items that go out
 */
abstract class Stage<T, R> extends AbstractStream<R> {
  final Stream<? extends T> upstream;
  private @Nullable Throwable thrown;

  Stage(Stream<? extends T> upstream) {
    this.upstream = Objects.requireNonNull(upstream, "upstream");
  }

  /** Needs nothing more of upstream: gives it up, once. This stream is finished then. */
  final void release() {
    if (!isFinished()) {
      finish();
      upstream.cancel();
    }
  }

  /** Fails this stream: gives up upstream, then is what to throw. */
  final Exception fail(Throwable failure) {
    release();
    return Failures.asException(failure);
  }

  /** Keeps what a function threw inside {@code emit}, and is the answer that stops the loop. */
  final boolean stop(Throwable failure) {
    thrown = failure;
    return false;
  }

  /** Turns the result of upstream's loop into this stage's result. */
  final Progress settle(Progress progress) throws Exception {
    Throwable failure = thrown;
    if (failure != null) {
      thrown = null;
      throw fail(failure);
    }
    if (progress == Progress.DONE) {
      finish();
    }
    return progress;
  }

  /** The answer to upstream's answer that is no item: the same, as pending or the end. */
  @SuppressWarnings("unchecked") // neither carries an item
  final Poll<@Nullable R> pass(Poll<?> poll) {
    if (poll.isReady()) {
      finish();
    }
    return (Poll<@Nullable R>) poll;
  }

  @Override
  public void cancel() {
    release();
  }
}
