package weft.streams;

import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import weft.future.Future;
import weft.future.Spawner;
import weft.future.ThrowingFunction;
import weft.runtime.Handle;

/**
 * The bridge to Reactive Streams, as far as it does not begin at a stream ({@link
 * Stream#toPublisher}, {@link Streams#fromPublisher}) or a sink ({@link Sink#toSubscriber}, {@link
 * Sink#fromSubscriber}). All publishers and processors made here are of {@link Flow}, too.
 */
public final class Publishers {
  private Publishers() {}

  /** A publisher that gives each subscriber a stream of its own; the supplier runs in its task. */
  public static <T> StreamPublisher<T> cold(
      Supplier<? extends Stream<? extends T>> supplier, Spawner spawner) {
    return StreamPublisher.cold(supplier, spawner);
  }

  /** As {@link #cold(Supplier, Spawner)}, with tasks on a runtime. */
  public static <T> StreamPublisher<T> cold(
      Supplier<? extends Stream<? extends T>> supplier, Handle handle) {
    return StreamPublisher.cold(supplier, Spawners.of(handle));
  }

  /** A publisher of the value of {@code future} to one subscriber; of nothing if that is null. */
  public static <T> StreamPublisher<T> fromFuture(
      Future<? extends @Nullable T> future, Spawner spawner) {
    return StreamPublisher.once(Streams.<T>fromFuture(future), spawner);
  }

  /** As {@link #fromFuture(Future, Spawner)}, with the task on a runtime. */
  public static <T> StreamPublisher<T> fromFuture(
      Future<? extends @Nullable T> future, Handle handle) {
    return fromFuture(future, Spawners.of(handle));
  }

  /**
   * The first item of {@code publisher}, or null if there is none: a {@code Mono}, a {@code Single}
   * or a {@code Maybe} as a future. Subscribes at the first poll and cancels after the item;
   * cancelling the future cancels the subscription.
   */
  public static <T> Future<@Nullable T> first(Publisher<? extends T> publisher) {
    return Streams.<T>fromPublisher(publisher, 1).first();
  }

  /** As {@link #first(Publisher)}. */
  public static <T> Future<@Nullable T> firstOfFlow(Flow.Publisher<? extends T> publisher) {
    return Streams.<T>fromFlowPublisher(publisher, 1).first();
  }

  /**
   * A processor that puts what it gets through a transformation of streams.
   *
   * @param transformation made use of at once, and once
   * @param prefetch how many items are asked for ahead
   */
  public static <T, R> StreamProcessor<T, R> processor(
      ThrowingFunction<? super Stream<T>, ? extends Stream<? extends R>> transformation,
      Spawner spawner,
      int prefetch) {
    return StreamProcessor.of(transformation, spawner, prefetch);
  }

  /** As {@link #processor(ThrowingFunction, Spawner, int)}, with the task on a runtime. */
  public static <T, R> StreamProcessor<T, R> processor(
      ThrowingFunction<? super Stream<T>, ? extends Stream<? extends R>> transformation,
      Handle handle,
      int prefetch) {
    return StreamProcessor.of(transformation, Spawners.of(handle), prefetch);
  }

  /**
   * The items of {@code stream} for a thread that may block: each {@code hasNext} drives the stream
   * by {@link Handle#blockOn}. What the stream throws is wrapped in a {@link
   * java.util.concurrent.CompletionException} unless it is unchecked. Close it to give up the rest.
   *
   * @throws IllegalStateException at the first item, on a thread of a runtime
   */
  public static <T> BlockingIterator<T> blockingIterator(Stream<T> stream, Handle handle) {
    return new BlockingIterator<>(stream, handle, Discard.toRuntime());
  }

  /**
   * As {@link #blockingIterator(Stream, Handle)}, with a consumer of the item that was fetched and
   * not taken when the iterator is closed.
   */
  public static <T> BlockingIterator<T> blockingIterator(
      Stream<T> stream, Handle handle, Consumer<? super T> onDiscard) {
    return new BlockingIterator<>(stream, handle, Discard.to(onDiscard));
  }
}
