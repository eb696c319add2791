package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/**
 * An operator over one upstream, which it cancels exactly once: when it is given up, when it fails
 * by itself, when it needs no more items, or when upstream has ended.
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

  /** Needs nothing more of upstream: gives it up, unless it was given up before. */
  final void release() {
    if (!released) {
      released = true;
      upstream.cancel();
    }
  }

  /** Whether upstream was given up: it is not polled any more. */
  final boolean isReleased() {
    return released;
  }

  /** Whether no item is to come from upstream. */
  final boolean hasNoneUpstream() {
    return released || upstream.sizeHint().isNone();
  }

  /** Upstream has ended; it may be one direction of a connection that is to be closed. */
  final void upstreamEnded() {
    release();
  }

  /** Fails this stream: gives up everything, then is what to throw. */
  final Exception fail(Throwable failure) {
    Cleanup.after(failure, this::cancel);
    return Failures.asException(failure);
  }

  /** The answer to upstream's answer that is no item: the same, as pending or the end. */
  @SuppressWarnings("unchecked") // neither carries an item
  final Poll<@Nullable R> pass(Poll<?> poll) {
    if (poll.isReady()) {
      upstreamEnded();
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
