package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * The items of two streams in pairs. Ends with the shorter one and gives up the other.
 *
 * <p>It runs inside the left stream's loop, and asks the right one for each item's partner.
 */
final class ZipStream<T, U, R> extends Stage<T, R> implements Emitter<T> {
  private final Stream<? extends U> right;
  private final BiFunction<? super T, ? super U, ? extends R> combiner;
  private final Discard<Object> discard = Discard.toRuntime();
  private final OneItem<R> one = new OneItem<>();
  private @Nullable T leftItem; // waits for its partner
  private @Nullable U rightItem; // waits for its partner
  private boolean rightEnded;
  private boolean rightReleased;

  // While the left stream's loop runs.
  private Emitter<? super R> down = Emitters.none();
  private @Nullable Context context;
  private @Nullable Throwable thrown;

  ZipStream(
      Stream<? extends T> left,
      Stream<? extends U> right,
      BiFunction<? super T, ? super U, ? extends R> combiner) {
    super(left);
    this.right = Objects.requireNonNull(right, "other");
    this.combiner = Objects.requireNonNull(combiner, "combiner");
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    discard.remember(cx);
    down = emitter;
    context = cx;
    try {
      return advance(cx);
    } catch (Throwable failure) {
      throw fail(failure);
    } finally {
      context = null;
    }
  }

  private Progress advance(Context cx) throws Exception {
    T left = leftItem;
    Progress progress;
    if (left == null) {
      progress = upstream.pollEach(cx, this);
    } else if (emit(left)) {
      progress = upstream.pollEach(cx, this);
    } else {
      progress = Progress.STOPPED;
    }
    if (thrown != null) {
      throw Failures.asException(thrown);
    }
    if (progress == Progress.DONE) {
      upstreamEnded();
    } else if (progress == Progress.PENDING && rightItem == null && !rightEnded) {
      rightItem = askRight(cx); // at the same time, not only once the left one is there
    }
    if (progress == Progress.DONE || rightEnded) {
      cancel();
      return Progress.DONE;
    }
    return leftItem == null ? progress : Progress.PENDING;
  }

  /** The right stream's item; null if it is pending or has ended. */
  private @Nullable U askRight(Context cx) throws Exception {
    if (!(right.pollNext(cx) instanceof Poll.Ready<? extends @Nullable U> ready)) {
      return null;
    }
    U item = ready.value();
    rightEnded = item == null;
    return item;
  }

  @Override
  public boolean emit(T left) {
    leftItem = left;
    R pair;
    try {
      U other = rightItem;
      if (other == null) {
        other = askRight(Objects.requireNonNull(context));
        if (other == null) {
          return false;
        }
      }
      rightItem = null;
      leftItem = null;
      pair = Failures.requireItem(combiner.apply(left, other), "zip");
    } catch (Throwable failure) {
      thrown = failure;
      return false;
    }
    return down.emit(pair);
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
    try {
      super.cancel();
    } finally {
      releaseRight();
    }
  }

  private void releaseRight() {
    discard.drop(leftItem);
    discard.drop(rightItem);
    leftItem = null;
    rightItem = null;
    if (!rightReleased) {
      rightReleased = true;
      right.cancel();
    }
  }
}
