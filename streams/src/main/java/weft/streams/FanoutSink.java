package weft.streams;

import weft.future.Context;
import weft.future.Poll;

/** Gives each item to two sinks; the slower one sets the pace. */
final class FanoutSink<T> implements Sink<T> {
  private final Sink<? super T> left;
  private final Sink<? super T> right;
  private boolean leftFinished;
  private boolean rightFinished;

  FanoutSink(Sink<? super T> left, Sink<? super T> right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    return both(left.pollReady(cx), right.pollReady(cx));
  }

  @Override
  public void startSend(T item) throws Exception {
    left.startSend(item);
    right.startSend(item);
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return both(left.pollFlush(cx), right.pollFlush(cx));
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    leftFinished = leftFinished || left.pollFinish(cx).isReady();
    rightFinished = rightFinished || right.pollFinish(cx).isReady();
    return leftFinished && rightFinished ? Poll.done() : Poll.pending();
  }

  private static Poll<Void> both(Poll<Void> first, Poll<Void> second) {
    return first.isReady() && second.isReady() ? Poll.done() : Poll.pending();
  }

  @Override
  public void cancel() {
    if (!leftFinished) {
      left.cancel();
    }
    if (!rightFinished) {
      right.cancel();
    }
  }
}
