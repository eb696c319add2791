package weft.streams;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Subscriber;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;
import weft.future.ThrowingFunction;
import weft.io.AsyncWrite;
import weft.runtime.Handle;
import weft.sync.Broadcast;
import weft.sync.Mpsc;

/**
 * A place that takes many values, with backpressure: an item may be started only after {@link
 * #pollReady} was ready.
 *
 * <p>One owner, one call at a time. After a failure only {@link #cancel} may be called, and the
 * owner that sees one calls it once.
 *
 * @param <T> the type of the items
 */
@CheckReturnValue
public interface Sink<T> extends Cancellable {

  /** Reserves room for one item. Ready again and again until {@link #startSend} uses it. */
  Poll<Void> pollReady(Context cx) throws Exception;

  /** Hands over one item after a ready {@link #pollReady}. Owns the item even if it throws. */
  void startSend(T item) throws Exception;

  /** Pushes everything that was taken on to its destination. */
  Poll<Void> pollFlush(Context cx) throws Exception;

  /** Flushes and ends the sink; nothing may be sent afterwards. */
  Poll<Void> pollFinish(Context cx) throws Exception;

  // ---- One step at a time. The sink stays with its owner.

  /**
   * Sends one item and flushes.
   *
   * <p><b>Cancellation.</b> Before the sink had room the item goes to {@link
   * weft.future.Undelivered}; afterwards the sink has it, and only the flush is missing.
   */
  default Future<@Nullable Void> send(T item) {
    return new Feed<>(this, item, true);
  }

  /** Sends one item without flushing; for several in a row. Cancellation as in {@link #send}. */
  default Future<@Nullable Void> feed(T item) {
    return new Feed<>(this, item, false);
  }

  /**
   * Sends all items of {@code stream}, which it consumes, and flushes; also whenever the stream has
   * nothing more for now. The sink is not finished; {@link Stream#forward} does that.
   */
  default Future<@Nullable Void> sendAll(Stream<? extends T> stream) {
    return SendAll.of(stream, this, false);
  }

  /** Pushes everything that was taken on to its destination. Cancelling loses nothing. */
  default Future<@Nullable Void> flush() {
    return new Drive(this::pollFlush);
  }

  /** Flushes and ends this sink. Cancelling loses nothing; ask again. */
  default Future<@Nullable Void> finish() {
    return new Drive(this::pollFinish);
  }

  // ---- Operators. Each one consumes this sink: it belongs to the result from then on.

  /** A sink that puts each item through a future before it goes to this one. */
  default <R> Sink<R> with(ThrowingFunction<? super R, ? extends Future<? extends T>> mapper) {
    return new WithSink<>(this, mapper);
  }

  /** A sink that puts each item through a function before it goes to this one. */
  default <R> Sink<R> contramap(ThrowingFunction<? super R, ? extends T> mapper) {
    return new ContramapSink<>(this, mapper);
  }

  /**
   * A sink whose items go to this one and to {@code other}; the slower one sets the pace.
   *
   * <p>Both get the same item. One that is counted or owned, as Netty's buffers, would be released
   * by the first sink before the second one looks at it: give such items with {@link #fanout(Sink,
   * ThrowingFunction)}.
   */
  default Sink<T> fanout(Sink<? super T> other) {
    return new FanoutSink<>(this, other, null);
  }

  /**
   * As {@link #fanout(Sink)}, for items that are counted or owned: this sink gets the item, and
   * {@code other} a copy of its own. For Netty's buffers: {@code ByteBuf::retainedDuplicate}. What
   * cannot be given because making the copy or the other sink failed is handed over as undelivered.
   * For more sinks do it again.
   */
  default Sink<T> fanout(Sink<? super T> other, ThrowingFunction<? super T, ? extends T> copier) {
    return new FanoutSink<>(this, other, Objects.requireNonNull(copier, "copier"));
  }

  /**
   * A sink that takes up to {@code size} items before this one has room. What it holds when it is
   * cancelled is handed over as undelivered.
   */
  default Sink<T> buffer(int size) {
    return new BufferSink<>(this, size, Discard.toRuntime());
  }

  /** As {@link #buffer(int)}, with a consumer of what it holds when it is cancelled. */
  default Sink<T> buffer(int size, Consumer<? super T> onDiscard) {
    return new BufferSink<>(this, size, Discard.to(onDiscard));
  }

  // ---- The bridge.

  /**
   * This sink as a subscriber (of Reactive Streams and of {@code Flow}), with a task of {@code
   * spawner} that puts the items in. Consumes this sink: it is finished at {@code onComplete}, and
   * cancelled at {@code onError}. If it fails, the subscription is cancelled and the task fails.
   *
   * <p>What is current where this is called (task-locals, Reactor's context, thread-locals with an
   * accessor) is current for the sink, too, and a publisher of Reactor's finds it in its context.
   *
   * @param prefetch how many items are asked for ahead
   */
  default SinkSubscriber<T> toSubscriber(Spawner spawner, int prefetch) {
    return SinkSubscriber.of(this, spawner, prefetch, Discard.toRuntime());
  }

  /** As {@link #toSubscriber(Spawner, int)}, with the task on a runtime. */
  default SinkSubscriber<T> toSubscriber(Handle handle, int prefetch) {
    return SinkSubscriber.of(this, Spawners.of(handle), prefetch, Discard.toRuntime());
  }

  /** As {@link #toSubscriber(Spawner, int)}, with a consumer of what is dropped on the way. */
  default SinkSubscriber<T> toSubscriber(
      Spawner spawner, int prefetch, Consumer<? super T> onDiscard) {
    return SinkSubscriber.of(this, spawner, prefetch, Discard.to(onDiscard));
  }

  /** As {@link #toSubscriber(Spawner, int, Consumer)}, with the task on a runtime. */
  default SinkSubscriber<T> toSubscriber(
      Handle handle, int prefetch, Consumer<? super T> onDiscard) {
    return SinkSubscriber.of(this, Spawners.of(handle), prefetch, Discard.to(onDiscard));
  }

  /**
   * A subscriber as a sink, which has room for as many items as were asked for. It is subscribed at
   * the first poll, of a transfer too. Finishing completes it; cancelling gives it a {@link
   * java.util.concurrent.CancellationException}. When it has cancelled, the sink fails with one; a
   * transfer ({@link Stream#forward}, {@link #sendAll}) fails also while its stream has no items.
   *
   * <p>A stream that is forwarded to it sees the subscriber's context, if that is Reactor's. A
   * failure of the stream reaches the subscriber as a cancellation: {@link Stream#toPublisher}
   * passes on the failure itself.
   */
  static <T> Sink<T> fromSubscriber(Subscriber<? super T> subscriber) {
    return new SubscriberSink<>(subscriber);
  }

  /** As {@link #fromSubscriber}, for a subscriber of {@link Flow}. */
  static <T> Sink<T> fromFlowSubscriber(Flow.Subscriber<? super T> subscriber) {
    return new SubscriberSink<T>(
        FlowAdapters.toSubscriber(Objects.requireNonNull(subscriber, "subscriber")));
  }

  // ---- Where sinks begin.

  /** A sink that keeps its items in a list. */
  static <T> CollectingSink<T> collecting() {
    return new CollectingSink<>();
  }

  /**
   * A sink into a channel, which owns the sender: finishing and cancelling close it. Fails with a
   * {@link weft.sync.ClosedException} when the receiver is gone; a transfer ({@link
   * Stream#forward}, {@link #sendAll}) fails also while its stream has no items.
   */
  static <T> Sink<T> toSender(Mpsc.Sender<T> sender) {
    return new SenderSink<>(sender);
  }

  /**
   * A sink into a broadcast, which owns the sender: finishing and cancelling close it. While nobody
   * has subscribed, items are handed over as undelivered.
   */
  static <T> Sink<T> toSender(Broadcast.Sender<T> sender) {
    return new BroadcastSink<>(sender);
  }

  /**
   * A sink that writes buffers to {@code drain}, which stays with its owner; finishing shuts the
   * drain down. A buffer belongs to the sink until the next one is taken or a flush is ready.
   */
  static Sink<ByteBuffer> toWriter(AsyncWrite drain) {
    return new WriterSink(drain);
  }
}
