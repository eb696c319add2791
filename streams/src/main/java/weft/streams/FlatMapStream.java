package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/**
 * The items of the streams that are made of upstream's items, a limited number at a time.
 *
 * <p>Upstream is asked for at most {@value #TURN} items ahead of the inner streams' turn: however
 * high the limit is, an upstream that always has another item is followed by what comes of them.
 */
final class FlatMapStream<T, R> extends Stage<T, R> {
  private static final StreamSet.OnEnd IGNORE = note -> {};

  /** Items of upstream in a row. */
  private static final int TURN = 32;

  private final ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper;
  private final int concurrency;
  private final StreamSet<R> inner = new StreamSet<>();
  private final OneItem<R> one = new OneItem<>();
  private int turnLeft = TURN;

  FlatMapStream(
      Stream<? extends T> upstream,
      int concurrency,
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    super(upstream);
    this.concurrency = Sizes.requirePositive(concurrency, "flatMap concurrency");
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    try {
      while (true) {
        boolean upstreamPending = startInner(cx);
        if (inner.size() == 0 && isReleased()) {
          finish();
          return Progress.DONE;
        }
        Progress progress = inner.pollEach(cx, emitter, IGNORE);
        if (progress == Progress.STOPPED) { // there may be more: one in for what has come out
          turnLeft = Math.min(TURN, turnLeft + 1);
          return Progress.STOPPED;
        }
        turnLeft = TURN; // the inner ones have given what they have, or spent the budget
        boolean canStart = !isReleased() && inner.size() < concurrency;
        if (upstreamPending || (progress == Progress.PENDING && !canStart)) {
          return Progress.PENDING;
        }
        if (progress == Progress.PENDING && !cx.hasBudget()) { // upstream is asked next time
          cx.defer();
          return Progress.PENDING;
        }
      }
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  /** Starts inner streams, as many as are allowed. Whether upstream is pending. */
  private boolean startInner(Context cx) throws Exception {
    while (!isReleased() && inner.size() < concurrency && turnLeft > 0) {
      Poll<? extends T> poll = upstream.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        return true;
      }
      turnLeft--;
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        inner.add(
            Failures.requireResult(mapper.apply(item), "flatMap: the function", "a stream"), null);
      }
    }
    return false;
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.noneIf(hasNoneUpstream() && inner.hasNone());
  }

  @Override
  public void cancel() {
    try {
      super.cancel();
    } finally {
      inner.cancelAll();
    }
  }
}
