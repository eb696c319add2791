package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Gives each item to two sinks; the slower one sets the pace. */
final class FanoutSink<T> implements Sink<T>, Downstream {
  private final Sink<? super T> left;
  private final Sink<? super T> right;

  /** Null: both get the item itself. */
  private final @Nullable ThrowingFunction<? super T, ? extends T> copier;

  private final Discard<T> discard = Discard.toRuntime();
  private boolean leftFinished;
  private boolean rightFinished;

  FanoutSink(
      Sink<? super T> left,
      Sink<? super T> right,
      @Nullable ThrowingFunction<? super T, ? extends T> copier) {
    this.left = Objects.requireNonNull(left, "left");
    this.right = Objects.requireNonNull(right, "right");
    this.copier = copier;
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    discard.remember(cx);
    return both(left.pollReady(cx), right.pollReady(cx));
  }

  @Override
  public void startSend(T item) throws Exception {
    T second = copier == null ? item : copy(item, copier);
    try {
      left.startSend(item);
    } catch (Throwable failure) {
      if (copier != null) {
        discard.drop(second);
      }
      throw failure;
    }
    right.startSend(second);
  }

  /** Made before the first sink gets the item, and may release it. */
  private T copy(T item, ThrowingFunction<? super T, ? extends T> copyOf) throws Exception {
    try {
      return Failures.requireItem(copyOf.apply(item), "fanout");
    } catch (Throwable failure) {
      discard.drop(item);
      throw failure;
    }
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
  public void watch(Context cx) throws Exception {
    Downstream.watch(left, cx);
    Downstream.watch(right, cx);
  }

  /** There can only be one: the first one's. */
  @Override
  public ContextCarrier.@Nullable Captured context() {
    ContextCarrier.Captured first = Downstream.contextOf(left);
    return first == null ? Downstream.contextOf(right) : first;
  }

  @Override
  public void cancel() {
    left.cancel(); // also one that has finished: it may hold on to its connection
    right.cancel();
  }
}
