package weft.streams;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Processor;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Spawner;
import weft.future.ThrowingFunction;

/**
 * A transformation of streams as a processor, of Reactive Streams and of {@link Flow} at once. It
 * subscribes once and serves one subscriber, by whose task everything runs; before there is one,
 * nothing is asked for. Made by {@link Publishers#processor}.
 *
 * <p>The transformed stream owns what goes in, as any operator does: its end or cancellation
 * cancels the subscription upstream. A processor that nobody is going to subscribe to should be
 * closed.
 *
 * <p>The transformation runs in the context of the subscriber, if that is Reactor's, and a
 * publisher of Reactor's finds that context in its own if it asks after the subscriber has come;
 * before, it finds what was current where the processor was made.
 *
 * @param <T> the type of the items that go in
 * @param <R> the type of the items that come out
 */
public class StreamProcessor<T, R> implements Processor<T, R>, Flow.Processor<T, R>, AutoCloseable {
  private final Inlet<T> inlet;
  private final StreamPublisher<R> publisher;
  private final Demand demand = new Demand(); // of the first subscriber, who is the only one
  private final AtomicBoolean subscribed = new AtomicBoolean();

  StreamProcessor(Inlet<T> inlet, StreamPublisher<R> publisher) {
    this.inlet = inlet;
    this.publisher = publisher;
  }

  static <T, R> StreamProcessor<T, R> of(
      ThrowingFunction<? super Stream<T>, ? extends Stream<? extends R>> transformation,
      Spawner spawner,
      int prefetch) {
    Objects.requireNonNull(transformation, "transformation");
    Objects.requireNonNull(spawner, "spawner");
    Inlet<T> inlet = new Inlet<>(prefetch, Discard.toRuntime());
    Stream<? extends R> transformed;
    try {
      transformed =
          Objects.requireNonNull(
              transformation.apply(inlet), "processor: the transformation returned null");
    } catch (Exception failure) {
      inlet.cancel();
      transformed = Streams.<R>failed(failure);
    }
    return ContextCarrier.get().processor(inlet, StreamPublisher.once(transformed, spawner));
  }

  /** Told of the one subscriber before that is subscribed. */
  void servesFrom(Subscriber<? super R> subscriber) {}

  @Override
  public final void onSubscribe(Subscription subscription) {
    inlet.onSubscribe(subscription);
  }

  @Override
  public final void onSubscribe(Flow.Subscription subscription) {
    inlet.onSubscribe(subscription);
  }

  @Override
  public final void onNext(T item) {
    inlet.onNext(item);
  }

  @Override
  public final void onError(Throwable failure) {
    inlet.onError(failure);
    demand.wake(); // the end is passed on without waiting for demand
  }

  @Override
  public final void onComplete() {
    inlet.onComplete();
    demand.wake();
  }

  @Override
  public final void subscribe(Subscriber<? super R> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    if (subscribed.compareAndSet(false, true)) {
      servesFrom(subscriber);
      publisher.subscribe(subscriber, demand);
    } else {
      publisher.subscribe(subscriber, new Demand());
    }
  }

  @Override
  public final void subscribe(Flow.Subscriber<? super R> subscriber) {
    subscribe(FlowAdapters.toSubscriber(Objects.requireNonNull(subscriber, "subscriber")));
  }

  /** As {@link #subscribe(Subscriber)}, for a sink, which is a subscriber of both kinds. */
  public final void subscribe(SinkSubscriber<? super R> subscriber) {
    subscribe((Subscriber<? super R>) subscriber);
  }

  /** As {@link #subscribe(Subscriber)}, for a processor, which is a subscriber of both kinds. */
  public final void subscribe(StreamProcessor<? super R, ?> subscriber) {
    subscribe((Subscriber<? super R>) subscriber);
  }

  /**
   * Cancels what was subscribed to if nobody has subscribed here yet; who subscribes later gets an
   * error. A subscription goes on. Idempotent.
   */
  @Override
  public final void close() {
    if (publisher.closeUnused()) {
      inlet.cancel(); // the transformation need not have made use of it
    }
  }
}
