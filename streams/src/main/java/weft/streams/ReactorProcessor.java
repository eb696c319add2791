package weft.streams;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * A processor that tells its publisher the context of its subscriber, or while it has none that of
 * whoever made it. Only loaded where Reactor is.
 */
final class ReactorProcessor<T, R> extends StreamProcessor<T, R> implements CoreSubscriber<T> {
  private final Context fallback;
  private volatile @Nullable CoreSubscriber<? super R> downstream;

  ReactorProcessor(Inlet<T> inlet, StreamPublisher<R> publisher, Context fallback) {
    super(inlet, publisher);
    this.fallback = fallback;
  }

  @Override
  void servesFrom(Subscriber<? super R> subscriber) {
    if (subscriber instanceof CoreSubscriber<? super R> core) {
      downstream = core;
    }
  }

  @Override
  public Context currentContext() {
    CoreSubscriber<? super R> subscriber = downstream;
    return subscriber == null ? fallback : subscriber.currentContext();
  }
}
