package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** Flushes or finishes a sink that stays with its owner. */
final class Drive implements Future<@Nullable Void> {
  private final Step step;
  private boolean finished;

  /** What is done to the sink. */
  @FunctionalInterface
  interface Step {
    Poll<Void> poll(Context cx) throws Exception;
  }

  Drive(Step step) {
    this.step = step;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("flush or finish was polled after it had finished");
    }
    finished = true; // also if the sink throws
    Poll<Void> poll = step.poll(cx);
    finished = poll.isReady();
    return poll.isReady() ? Poll.done() : Poll.pending();
  }
}
