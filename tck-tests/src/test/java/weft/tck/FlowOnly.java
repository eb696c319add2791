package weft.tck;

import java.util.concurrent.Flow;

/**
 * Shows nothing but the {@code Flow} face of what has both. Without it the TCK's adapters would
 * find the other face by a cast, and the methods of {@code Flow} would never be called.
 */
final class FlowOnly {
  private FlowOnly() {}

  static <T> Flow.Publisher<T> publisher(Flow.Publisher<T> publisher) {
    return publisher::subscribe;
  }

  static <T> Flow.Subscriber<T> subscriber(Flow.Subscriber<T> subscriber) {
    return new OfSubscriber<>(subscriber);
  }

  static <T, R> Flow.Processor<T, R> processor(Flow.Processor<T, R> processor) {
    return new OfProcessor<>(processor);
  }

  private static class OfSubscriber<T> implements Flow.Subscriber<T> {
    private final Flow.Subscriber<? super T> subscriber;

    OfSubscriber(Flow.Subscriber<? super T> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(T item) {
      subscriber.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }

  private static final class OfProcessor<T, R> extends OfSubscriber<T>
      implements Flow.Processor<T, R> {
    private final Flow.Publisher<R> publisher;

    OfProcessor(Flow.Processor<T, R> processor) {
      super(processor);
      this.publisher = processor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super R> subscriber) {
      publisher.subscribe(subscriber);
    }
  }
}
