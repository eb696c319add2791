package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The items of two streams in pairs. Ends with the shorter one and gives up the other. */
final class ZipStream<T, U, R> extends Stage<T, R> {
  private final Stream<? extends U> right;
  private final BiFunction<? super T, ? super U, ? extends R> combiner;
  private final Discard<Object> discard = Discard.toRuntime();
  private final OneItem<R> one = new OneItem<>();
  private @Nullable T leftItem;
  private @Nullable U rightItem;
  private boolean rightReleased;

  ZipStream(
      Stream<? extends T> left,
      Stream<? extends U> right,
      BiFunction<? super T, ? super U, ? extends R> combiner) {
    super(left);
    this.right = Objects.requireNonNull(right, "other");
    this.combiner = combiner;
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    discard.remember(cx);
    try {
      while (true) {
        if (leftItem == null && upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready) {
          leftItem = ready.value();
          if (leftItem == null) {
            upstreamEnded();
            cancel();
            return Progress.DONE;
          }
        }
        // Asked for at the same time, not only once the left one is there.
        if (rightItem == null && right.pollNext(cx) instanceof Poll.Ready<? extends U> ready) {
          rightItem = ready.value();
          if (rightItem == null) {
            rightReleased = true;
            cancel();
            return Progress.DONE;
          }
        }
        T left = leftItem;
        U other = rightItem;
        if (left == null || other == null) {
          return Progress.PENDING;
        }
        leftItem = null;
        rightItem = null;
        if (!emitter.emit(Failures.requireItem(combiner.apply(left, other), "zip"))) {
          return Progress.STOPPED;
        }
      }
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    return plusHeld(upstream.sizeHint(), leftItem).min(plusHeld(right.sizeHint(), rightItem));
  }

  private static SizeHint plusHeld(SizeHint hint, @Nullable Object held) {
    return held == null ? hint : hint.plus(SizeHint.exactly(1));
  }

  @Override
  public void cancel() {
    super.cancel();
    if (!rightReleased) {
      rightReleased = true;
      right.cancel();
    }
    discard.drop(leftItem);
    discard.drop(rightItem);
    leftItem = null;
    rightItem = null;
  }
}
