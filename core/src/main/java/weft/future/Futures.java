package weft.future;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes futures, and puts several of them together.
 *
 * <p>Like every future those returned here do nothing until they are polled, and belong to whoever
 * polls them. The futures handed in belong to the result.
 */
@CheckReturnValue
public final class Futures {
  private Futures() {}

  /** A future that is ready with {@code value}. Cancelled, it counts the value as undelivered. */
  public static <T extends @Nullable Object> Future<T> ready(T value) {
    return new ReadyFuture<>(value);
  }

  /** A future that is ready without a value. */
  public static Future<Void> done() {
    return lazy(() -> Poll.done().get());
  }

  /** A future that throws {@code failure} at its first poll. */
  public static <T extends @Nullable Object> Future<T> failed(Throwable failure) {
    return new FailedFuture<>(failure);
  }

  /** A future that is never finished. */
  @SuppressWarnings("unchecked") // it never has a value
  public static <T extends @Nullable Object> Future<T> pending() {
    return (Future<T>) (Future<?>) PendingFuture.INSTANCE;
  }

  /**
   * A future that runs {@code poll} whenever it is polled, until that is ready or throws. A lambda
   * is a future already; this one refuses to be polled again after that.
   */
  public static <T extends @Nullable Object> Future<T> pollFn(
      ThrowingFunction<? super Context, Poll<T>> poll) {
    return new PollFnFuture<>(poll);
  }

  /** A future that is ready with what {@code body} returns, called at its first poll. */
  public static <T extends @Nullable Object> Future<T> lazy(Callable<? extends T> body) {
    return new LazyFuture<T>(body);
  }

  /** The future that {@code body} returns, called at the first poll. */
  public static <T extends @Nullable Object> Future<T> defer(Callable<Future<T>> body) {
    return new ThenFuture<>(new LazyFuture<Future<T>>(body), future -> future);
  }

  /**
   * Pending once, so that the other tasks and the drivers get their turn before this task goes on.
   */
  public static Future<Void> yieldNow() {
    return new YieldNow();
  }

  /**
   * Takes one unit of the task's budget, and yields if there is none left: for a loop that computes
   * without ever waiting.
   */
  public static Future<Void> consumeBudget() {
    return new ConsumeBudget();
  }

  /**
   * Polls {@code future} without a budget, so that it is never made to yield. It may then keep its
   * worker for as long as what it waits for is ready.
   */
  public static <T extends @Nullable Object> Future<T> unconstrained(Future<T> future) {
    return new UnconstrainedFuture<>(future);
  }

  /**
   * Polls {@code future}, but does not cancel it when cancelled itself: for a future that outlives
   * a select or a timeout around it, such as a timer in a loop.
   *
   * <p>The caller stays the owner and polls or cancels it later, except if it finished through this
   * one.
   */
  public static <T extends @Nullable Object> Future<T> borrowed(Future<T> future) {
    return new BorrowedFuture<>(future);
  }

  /**
   * As {@link Future#timeout}, with a limit that is a point in time.
   *
   * @param deadlineNanos on the {@link Timers#nanoTime()} of the executor that polls
   */
  public static <T extends @Nullable Object> Future<T> timeoutAt(
      long deadlineNanos, Future<T> future) {
    return TimeoutFuture.at(deadlineNanos, future);
  }

  /**
   * Polls both until both are finished, then combines their values.
   *
   * <p>All of them run within this one task, and another one is polled first each time. If one
   * fails, the others go on; when all are finished the first failure is thrown, with the later ones
   * as suppressed, and the values of the others count as {@link Undelivered}.
   *
   * <p><b>Cancellation.</b> Cancels those that are unfinished; values of those that are finished
   * count as undelivered.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Future<R> join(
          Future<A> a, Future<B> b, Combiner.Of2<? super A, ? super B, ? extends R> combiner) {
    return new JoinFuture<R>(false, v -> combiner.combine((A) v[0], (B) v[1]), a, b);
  }

  /** As {@link #join(Future, Future, Combiner.Of2)}, of three. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> join(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Combiner.Of3<? super A, ? super B, ? super C, ? extends R> combiner) {
    return new JoinFuture<R>(false, v -> combiner.combine((A) v[0], (B) v[1], (C) v[2]), a, b, c);
  }

  /** As {@link #join(Future, Future, Combiner.Of2)}, of four. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> join(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Combiner.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> combiner) {
    return new JoinFuture<R>(
        false, v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3]), a, b, c, d);
  }

  /** As {@link #join(Future, Future, Combiner.Of2)}, of five. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> join(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Future<E> e,
          Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R>
              combiner) {
    return new JoinFuture<R>(
        false,
        v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4]),
        a,
        b,
        c,
        d,
        e);
  }

  /** As {@link #join(Future, Future, Combiner.Of2)}, of six. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          F extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> join(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Future<E> e,
          Future<F> f,
          Combiner.Of6<
                  ? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R>
              combiner) {
    return new JoinFuture<R>(
        false,
        v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4], (F) v[5]),
        a,
        b,
        c,
        d,
        e,
        f);
  }

  /**
   * Polls both until both are finished, then combines their values; stops at the first failure.
   *
   * <p>As {@link #join(Future, Future, Combiner.Of2)}, except that the first failure cancels the
   * others and is thrown at once.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Future<R> tryJoin(
          Future<A> a, Future<B> b, Combiner.Of2<? super A, ? super B, ? extends R> combiner) {
    return new JoinFuture<R>(true, v -> combiner.combine((A) v[0], (B) v[1]), a, b);
  }

  /** As {@link #tryJoin(Future, Future, Combiner.Of2)}, of three. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> tryJoin(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Combiner.Of3<? super A, ? super B, ? super C, ? extends R> combiner) {
    return new JoinFuture<R>(true, v -> combiner.combine((A) v[0], (B) v[1], (C) v[2]), a, b, c);
  }

  /** As {@link #tryJoin(Future, Future, Combiner.Of2)}, of four. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> tryJoin(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Combiner.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> combiner) {
    return new JoinFuture<R>(
        true, v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3]), a, b, c, d);
  }

  /** As {@link #tryJoin(Future, Future, Combiner.Of2)}, of five. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> tryJoin(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Future<E> e,
          Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R>
              combiner) {
    return new JoinFuture<R>(
        true,
        v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4]),
        a,
        b,
        c,
        d,
        e);
  }

  /** As {@link #tryJoin(Future, Future, Combiner.Of2)}, of six. */
  @SuppressWarnings({"unchecked", "NullAway"}) // each value is of its future's type
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          F extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> tryJoin(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Future<E> e,
          Future<F> f,
          Combiner.Of6<
                  ? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R>
              combiner) {
    return new JoinFuture<R>(
        true,
        v -> combiner.combine((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4], (F) v[5]),
        a,
        b,
        c,
        d,
        e,
        f);
  }

  /**
   * Polls all until all are finished; their values in the order of {@code futures}. Failures and
   * cancellation as with two of them. Of many futures only those that were woken are polled.
   */
  public static <T extends @Nullable Object> Future<List<T>> join(
      Collection<? extends Future<? extends T>> futures) {
    return new JoinFuture<List<T>>(false, Futures::listOf, arrayOf(futures));
  }

  /**
   * Polls all until all are finished or one fails, which cancels the others; their values in the
   * order of {@code futures}. Of many futures only those that were woken are polled.
   */
  public static <T extends @Nullable Object> Future<List<T>> tryJoin(
      Collection<? extends Future<? extends T>> futures) {
    return new JoinFuture<List<T>>(true, Futures::listOf, arrayOf(futures));
  }

  /**
   * Waits until the future of one branch is finished, cancels those of the others, and hands the
   * value to that branch's handler, whose result is the value.
   *
   * <p>If several are ready, a random one of them wins (by the executor's seeded source), so that
   * no branch can starve another. If the first to finish fails, the select fails with that.
   *
   * <p>If the task's budget is spent no branch is polled, and the task yields.
   *
   * <p><b>Cancellation.</b> Cancels the futures of all branches, or the one of a handler made by
   * {@link Select#onThen}. What the losers lose when they are cancelled is theirs to say; see
   * {@link #borrowed} for one that should survive.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> Future<R> select(Select.Branch<R>... branches) {
    return new SelectFuture<>(false, branches);
  }

  /**
   * As {@link #select}, but branches are polled from first to last: an earlier one always wins over
   * a later one, and can starve it.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> Future<R> selectBiased(Select.Branch<R>... branches) {
    return new SelectFuture<>(true, branches);
  }

  /**
   * The value or failure of the first future to finish; the others are cancelled.
   *
   * @throws IllegalArgumentException if {@code futures} is empty
   */
  public static <T extends @Nullable Object> Future<T> race(
      Collection<? extends Future<? extends T>> futures) {
    return new RaceFuture<>(false, arrayOf(futures));
  }

  /**
   * The value of the first future that succeeds; the others are cancelled. If all fail, the first
   * failure is thrown with the others as suppressed.
   *
   * @throws IllegalArgumentException if {@code futures} is empty
   */
  public static <T extends @Nullable Object> Future<T> firstSuccess(
      Collection<? extends Future<? extends T>> futures) {
    return new RaceFuture<>(true, arrayOf(futures));
  }

  /**
   * The value or failure of {@code stage}; a {@link java.util.concurrent.CompletionException} is
   * unwrapped. Takes over the stage's value.
   *
   * <p><b>Cancellation.</b> Cancels the stage, if it can be; a value that comes nevertheless counts
   * as undelivered.
   */
  public static <T extends @Nullable Object> Future<T> fromCompletionStage(
      CompletionStage<T> stage) {
    return new CompletionStageFuture<>(stage);
  }

  /**
   * Starts {@code future} as a task and gives its outcome as a {@link CompletableFuture}.
   *
   * <p>Cancelling the result (or completing it by hand, or by {@code orTimeout}) cancels {@code
   * future} on the executor's threads. If the executor aborts the task or has shut down, the result
   * is cancelled.
   */
  public static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(
      Future<T> future, Spawner spawner) {
    return ToCompletableFuture.start(future, spawner);
  }

  private static Future<?>[] arrayOf(Collection<? extends Future<?>> futures) {
    return futures.toArray(Future<?>[]::new);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // filled by futures of T
  private static <T extends @Nullable Object> List<T> listOf(@Nullable Object[] values) {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
  }
}
