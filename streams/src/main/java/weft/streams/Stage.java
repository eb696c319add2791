package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/**
 * An operator over one upstream, which it cancels at most once: when it is given up, when it fails
 * by itself, or when it needs no more items.
 *
 * @param <T> the type of the items that come in
 * @param <R> the type of the items that go out
 */
abstract class Stage<T, R> extends AbstractStream<R> {
  final Stream<? extends T> upstream;
  private boolean released;

  Stage(Stream<? extends T> upstream) {
    this.upstream = Objects.requireNonNull(upstream, "upstream");
  }

  /** Needs nothing more of upstream: gives it up, unless it has ended or was given up before. */
  final void release() {
    if (!released) {
      released = true;
      upstream.cancel();
    }
  }

  /** Whether upstream has ended or was given up: it is not polled any more. */
  final boolean isReleased() {
    return released;
  }

  /** Upstream has ended: there is nothing to give up. */
  final void upstreamEnded() {
    released = true;
  }

  /** Fails this stream: gives up everything, then is what to throw. */
  final Exception fail(Throwable failure) {
    cancel();
    return Failures.asException(failure);
  }

  /** The answer to upstream's answer that is no item: the same, as pending or the end. */
  @SuppressWarnings("unchecked") // neither carries an item
  final Poll<@Nullable R> pass(Poll<?> poll) {
    if (poll.isReady()) {
      released = true;
      finish();
    }
    return (Poll<@Nullable R>) poll;
  }

  @Override
  public void cancel() {
    finish();
    release();
  }
}
