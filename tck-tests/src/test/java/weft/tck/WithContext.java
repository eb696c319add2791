package weft.tck;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** A subscriber with a context of Reactor's. */
final class WithContext<T> implements CoreSubscriber<T> {
  private final Subscriber<? super T> subscriber;

  private WithContext(Subscriber<? super T> subscriber) {
    this.subscriber = subscriber;
  }

  /** {@code subscriber} with a context; null stays null, which is against the rules. */
  static <T> Subscriber<T> of(Subscriber<? super T> subscriber) {
    return subscriber == null ? null : new WithContext<>(subscriber);
  }

  @Override
  public Context currentContext() {
    return Context.of("key", "value");
  }

  @Override
  public void onSubscribe(Subscription subscription) {
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
