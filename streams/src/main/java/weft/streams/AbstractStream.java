package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/** A stream that knows whether it has finished: the base of sources and operators. */
abstract class AbstractStream<T> implements Stream<T> {
  private boolean finished;

  /** Throws if this stream has ended, failed by itself, or was cancelled. */
  final void requireActive() {
    if (finished) {
      throw new IllegalStateException(
          this + " was polled after its end: a finished stream must not be polled again");
    }
  }

  final boolean isFinished() {
    return finished;
  }

  /** Marks the end. */
  final void finish() {
    finished = true;
  }

  /** Marks the end and is the answer that says so. */
  final Poll<@Nullable T> end() {
    finished = true;
    return Poll.end();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
