package weft.streams;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;
import weft.future.ThrowingFunction;
import weft.runtime.Handle;

/**
 * A future with many values, pulled one by one.
 *
 * <p>Items are never null; a ready {@code null} is the end. A thrown exception ends the stream. The
 * rules of {@link Future} hold: one owner, one poll at a time, the waker of the latest context is
 * registered when the answer is pending, and after the end or a failure the stream is not polled
 * again ({@link IllegalStateException}). The owner that sees a throw calls {@link #cancel()} once.
 *
 * @param <T> the type of the items
 */
@CheckReturnValue
@FunctionalInterface
public interface Stream<T> extends Cancellable {

  /**
   * Asks for the next item.
   *
   * <p>A stream that may have any number of items at once takes a unit of the budget for each, so
   * that its task gives way to others. Whoever polls in a loop relies on that: one that is never
   * pending and takes no budget holds its thread for ever. Operators over such a stream need not
   * care.
   *
   * <pre>{@code
   * public Poll<Integer> pollNext(Context cx) {
   *   return cx.proceed() ? Poll.ready(random.nextInt()) : Poll.pending();
   * }
   * }</pre>
   *
   * @return the item, {@link Poll#end()}, or pending
   * @throws Exception the failure of this stream; it is finished then
   */
  Poll<@Nullable T> pollNext(Context cx) throws Exception;

  /**
   * Gives many items in one call: the fast path between operators, which may alternate with {@link
   * #pollNext}. The default asks {@code pollNext} again and again; a source or an operator
   * overrides it to run its own loop. A source takes one unit of the budget per item.
   *
   * @param emitter takes each item, and says whether it wants another
   * @return why the loop has ended
   * @throws Exception the failure of this stream; it is finished then
   */
  default Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    while (true) {
      if (!(pollNext(cx) instanceof Poll.Ready<@Nullable T> ready)) {
        return Progress.PENDING;
      }
      T item = ready.value();
      if (item == null) {
        return Progress.DONE;
      }
      if (!emitter.emit(item)) {
        return Progress.STOPPED;
      }
    }
  }

  /** Bounds of how many items are to come. */
  default SizeHint sizeHint() {
    return SizeHint.UNKNOWN;
  }

  // ---- Operators, one item at a time. Each consumes this stream: it belongs to the result from
  // then on. What a function throws fails the result, after this stream was cancelled.

  /** Puts each item through {@code mapper}. */
  default <R> Stream<R> map(ThrowingFunction<? super T, ? extends R> mapper) {
    return new MapStream<>(this, mapper);
  }

  /** Leaves out the items for which {@code condition} is false. */
  default Stream<T> filter(Predicate<? super T> condition) {
    return new FilterStream<>(this, condition);
  }

  /** Puts each item through {@code mapper}, and leaves out those for which that is null. */
  default <R> Stream<R> filterMap(ThrowingFunction<? super T, ? extends @Nullable R> mapper) {
    return new FilterMapStream<>(this, mapper);
  }

  /** Shows each item to {@code consumer} as it passes. */
  default Stream<T> peek(Consumer<? super T> consumer) {
    return new PeekStream<>(this, consumer);
  }

  /** The running result of folding the items; without the seed. */
  default <A> Stream<A> scan(A seed, BiFunction<? super A, ? super T, ? extends A> step) {
    return new ScanStream<>(this, seed, step);
  }

  /** The first {@code count} items; this stream is cancelled with the last of them. */
  default Stream<T> take(long count) {
    return new TakeStream<>(this, count);
  }

  /** The items before the first one for which {@code condition} is false. */
  default Stream<T> takeWhile(Predicate<? super T> condition) {
    return new TakeWhileStream<>(this, condition);
  }

  /** The items until {@code signal} is ready; if it fails, so does the result. */
  default Stream<T> takeUntil(Future<?> signal) {
    return new TakeUntilStream<>(this, signal);
  }

  /** All but the first {@code count} items, which are handed over as undelivered. */
  default Stream<T> skip(long count) {
    return new SkipStream<>(this, count);
  }

  /** The items from the first one on for which {@code condition} is false. */
  default Stream<T> skipWhile(Predicate<? super T> condition) {
    return new SkipWhileStream<>(this, condition);
  }

  /**
   * Leaves out items that equal the one before, and hands them over as undelivered. By a key:
   * {@link Stateful}, which is also what items need that their receiver releases, since this
   * compares with an item that was given on.
   */
  default Stream<T> distinctUntilChanged() {
    return new DistinctUntilChangedStream<>(this, null);
  }

  /** Numbers the items from zero. */
  default Stream<Indexed<T>> enumerate() {
    return new EnumerateStream<>(this);
  }

  /**
   * Lists of {@code size} items; the last one may be shorter. More of the kind: {@link Batching}.
   */
  default Stream<List<T>> chunks(int size) {
    return new ChunksStream<>(this, size, Discard.toRuntime());
  }

  // ---- Operators with futures and other streams.

  /**
   * Puts each item through a future, {@code concurrency} of them at a time, with the values in the
   * order of the items. Values that wait for an earlier one count as running.
   */
  default <R> Stream<R> mapAsync(
      int concurrency, ThrowingFunction<? super T, ? extends Future<? extends R>> mapper) {
    return new MapAsyncStream<>(this, concurrency, mapper, Discard.toRuntime());
  }

  /** As {@link #mapAsync}, with the values in the order in which they come. */
  default <R> Stream<R> mapAsyncUnordered(
      int concurrency, ThrowingFunction<? super T, ? extends Future<? extends R>> mapper) {
    return new MapAsyncUnorderedStream<>(this, concurrency, mapper);
  }

  /** The items of the streams made of the items, {@code concurrency} at a time, as they come. */
  default <R> Stream<R> flatMap(
      int concurrency, ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    return new FlatMapStream<>(this, concurrency, mapper);
  }

  /** The items of the streams made of the items, one stream after the other. */
  default <R> Stream<R> concatMap(
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    return new ConcatMapStream<>(this, mapper);
  }

  /** This stream and then {@code other}. */
  default Stream<T> chain(Stream<? extends T> other) {
    return new ConcatStream<>(List.of(this, Objects.requireNonNull(other, "other")));
  }

  /** The items of both as they come. More of the kind: {@link Combining}. */
  default Stream<T> merge(Stream<? extends T> other) {
    return new MergeStream<>(List.of(this, Objects.requireNonNull(other, "other")));
  }

  /**
   * The items of both in pairs; ends with the shorter one. An item that has lost its partner is
   * handed over as undelivered.
   */
  default <U, R> Stream<R> zip(
      Stream<? extends U> other, BiFunction<? super T, ? super U, ? extends R> combiner) {
    return new ZipStream<>(this, other, combiner);
  }

  /**
   * Fails with a {@link java.util.concurrent.TimeoutException} if an item does not come within
   * {@code limit} after it was asked for. More of the kind: {@link Timing}.
   */
  default Stream<T> timeout(Duration limit) {
    return new TimeoutStream<>(this, limit, true);
  }

  /**
   * Goes on with another stream if this one fails with an exception; a failure of that one is
   * final. More of the kind: {@link Recovering}.
   */
  default Stream<T> recover(
      ThrowingFunction<? super Exception, ? extends Stream<? extends T>> fallback) {
    return new RecoverStream<>(this, fallback);
  }

  /** Applies an operator: one of the themed holders, or one of your own. */
  default <R> Stream<R> via(Operator<? super T, R> operator) {
    Stream<R> applied = Objects.requireNonNull(operator, "operator").apply(this);
    return Failures.requireResult(applied, "via: the operator", "a stream");
  }

  // ---- One item at a time. The stream stays with its owner.

  /**
   * The next item, or null at the end. The stream stays with its owner, who may ask again.
   *
   * <p><b>Cancellation.</b> Loses nothing: an item that was not delivered stays in the stream. If
   * the stream fails, so does this future, and the owner still owes the stream a {@link #cancel()}.
   */
  default Future<@Nullable T> next() {
    return new Next<>(this);
  }

  // ---- Ends. Each one consumes this stream; cancelling the future cancels the stream.

  /** Gives each item to {@code consumer}; ready at the end. */
  default Future<@Nullable Void> forEach(Consumer<? super T> consumer) {
    return new ForEach<>(this, consumer);
  }

  /** Runs a future for each item, {@code concurrency} at a time; ready when all have finished. */
  default Future<@Nullable Void> forEachConcurrent(
      int concurrency, ThrowingFunction<? super T, ? extends Future<?>> action) {
    return new ForEachConcurrent<>(this, concurrency, action);
  }

  /** One value out of a seed and all items. */
  default <A> Future<A> fold(A seed, BiFunction<? super A, ? super T, ? extends A> step) {
    return new Fold<>(this, seed, step);
  }

  /** One value out of all items, starting with the first; null if there is none. */
  default Future<@Nullable T> reduce(BinaryOperator<T> step) {
    return new Reduce<>(this, step);
  }

  /** All items in a collector, for example one of {@link java.util.stream.Collectors}. */
  default <A, R> Future<R> collect(Collector<? super T, A, R> collector) {
    return new Collect<>(this, collector);
  }

  /** All items in a list. */
  default Future<List<T>> toList() {
    return new ToList<>(this);
  }

  /** The first item, after which this stream is cancelled; null if there is none. */
  default Future<@Nullable T> first() {
    return new First<>(this);
  }

  /** The last item; null if there is none. The others are handed over as undelivered. */
  default Future<@Nullable T> last() {
    return new Last<>(this);
  }

  /** The number of items, which are handed over as undelivered. */
  default Future<Long> count() {
    return new Count<>(this);
  }

  /** Whether {@code condition} is true for an item; stops at the first one. */
  default Future<Boolean> any(Predicate<? super T> condition) {
    return new Match<>(this, condition, true);
  }

  /**
   * Whether {@code condition} is true for all items; stops at the first one for which it is not.
   */
  default Future<Boolean> all(Predicate<? super T> condition) {
    return new Match<>(this, condition, false);
  }

  /**
   * Gives all items to {@code sink}, which it consumes too: flushes it whenever nothing more is
   * there for now, and finishes it at the end.
   */
  default Future<@Nullable Void> forward(Sink<T> sink) {
    return SendAll.of(this, sink, true);
  }

  // ---- The bridge. Consumes this stream.

  /**
   * This stream as a publisher (of Reactive Streams and of {@code Flow}) to one subscriber, with a
   * task of {@code spawner} that gives every signal. A cold one is made by {@link Publishers#cold}.
   */
  default StreamPublisher<T> toPublisher(Spawner spawner) {
    return StreamPublisher.once(this, spawner);
  }

  /** As {@link #toPublisher(Spawner)}, with the task on a runtime. */
  default StreamPublisher<T> toPublisher(Handle handle) {
    return StreamPublisher.once(this, Spawners.of(handle));
  }
}
