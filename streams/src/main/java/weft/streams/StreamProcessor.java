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
 * nothing is asked for.
 *
 * @param <T> the type of the items that go in
 * @param <R> the type of the items that come out
 */
public final class StreamProcessor<T, R> implements Processor<T, R>, Flow.Processor<T, R> {
  private final Inlet<T> inlet;
  private final StreamPublisher<R> publisher;
  private final Demand demand = new Demand(); // of the first subscriber, who is the only one
  private final AtomicBoolean subscribed = new AtomicBoolean();

  private StreamProcessor(Inlet<T> inlet, StreamPublisher<R> publisher) {
    this.inlet = inlet;
    this.publisher = publisher;
  }

  static <T, R> StreamProcessor<T, R> of(
      ThrowingFunction<? super Stream<T>, ? extends Stream<? extends R>> transformation,
      Spawner spawner,
      int prefetch) {
    Inlet<T> inlet = new Inlet<>(prefetch, Discard.toRuntime());
    Stream<? extends R> transformed;
    try {
      transformed = transformation.apply(inlet);
    } catch (Exception failure) {
      inlet.cancel();
      transformed = Streams.<R>failed(failure);
    }
    return new StreamProcessor<>(inlet, StreamPublisher.once(transformed, spawner));
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    inlet.onSubscribe(subscription);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    inlet.onSubscribe(subscription);
  }

  @Override
  public void onNext(T item) {
    inlet.onNext(item);
  }

  @Override
  public void onError(Throwable failure) {
    inlet.onError(failure);
    demand.wake(); // the end is passed on without waiting for demand
  }

  @Override
  public void onComplete() {
    inlet.onComplete();
    demand.wake();
  }

  @Override
  public void subscribe(Subscriber<? super R> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    publisher.subscribe(subscriber, subscribed.compareAndSet(false, true) ? demand : new Demand());
  }

  @Override
  public void subscribe(Flow.Subscriber<? super R> subscriber) {
    subscribe(FlowAdapters.toSubscriber(Objects.requireNonNull(subscriber, "subscriber")));
  }
}
