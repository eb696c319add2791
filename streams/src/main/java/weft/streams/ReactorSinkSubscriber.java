package weft.streams;

import reactor.core.CoreSubscriber;
import reactor.util.context.Context;
import weft.future.Spawner;

/** A sink as a subscriber that tells its publisher a context. Only loaded where Reactor is. */
final class ReactorSinkSubscriber<T> extends SinkSubscriber<T> implements CoreSubscriber<T> {
  private final Context context;

  ReactorSinkSubscriber(
      Sink<T> sink, Spawner spawner, int prefetch, Discard<T> discard, Context context) {
    super(sink, spawner, prefetch, discard);
    this.context = context;
  }

  @Override
  public Context currentContext() {
    return context;
  }
}
