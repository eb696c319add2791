package weft.streams;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import weft.future.Future;
import weft.future.ThrowingFunction;

/**
 * Operators with further streams, for {@link Stream#via}. Sources of many are in {@link Streams}.
 */
public final class Combining {
  private Combining() {}

  /**
   * The latest item of both, combined anew whenever one of them gives an item, once each has given
   * one. Ends when both have ended, or when one ends that has given nothing.
   */
  public static <T, U, R> Operator<T, R> combineLatest(
      Stream<? extends U> other, BiFunction<? super T, ? super U, ? extends R> combiner) {
    Objects.requireNonNull(combiner, "combiner");
    return upstream ->
        new CombineLatestStream<Object, R>(
            List.of(upstream, Objects.requireNonNull(other, "other")), pairOf(combiner));
  }

  @SuppressWarnings("unchecked") // the list has one item of each stream, in their order
  private static <T, U, R> ThrowingFunction<List<Object>, R> pairOf(
      BiFunction<? super T, ? super U, ? extends R> combiner) {
    return items -> combiner.apply((T) items.get(0), (U) items.get(1));
  }

  /** An item of each in strict turn; once one has ended, the rest of the other. */
  public static <T> Operator<T, T> interleave(Stream<? extends T> other) {
    return upstream ->
        new InterleaveStream<T>(List.of(upstream, Objects.requireNonNull(other, "other")));
  }

  /**
   * The items of the stream made of the latest item; a newer item cancels the older stream. A new
   * stream gives what it has at once, up to 32 items, before upstream is asked again.
   */
  public static <T, R> Operator<T, R> switchMap(
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    return upstream -> new SwitchMapStream<>(upstream, mapper);
  }

  /** The items of streams of streams, {@code concurrency} of them at a time, as they come. */
  public static <T> Operator<Stream<? extends T>, T> flatten(int concurrency) {
    return upstream -> new FlatMapStream<>(upstream, concurrency, stream -> stream);
  }

  /** The items until {@code signal} is ready. Also {@link Stream#takeUntil}. */
  public static <T> Operator<T, T> takeUntil(Future<?> signal) {
    return upstream -> new TakeUntilStream<>(upstream, signal);
  }
}
