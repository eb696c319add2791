package weft.streams;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;

/**
 * A sink as a subscriber, of Reactive Streams and of {@link Flow} at once. A task of its own,
 * spawned at {@code onSubscribe}, takes the items from a bounded queue into the sink, and asks for
 * more once three quarters of it were taken. Made by {@link Sink#toSubscriber}.
 *
 * @param <T> the type of the items
 */
public class SinkSubscriber<T> implements Subscriber<T>, Flow.Subscriber<T> {
  private final Inlet<T> inlet;
  private final Sink<T> sink;
  private final Spawner spawner;
  private final ContextCarrier.@Nullable Captured context; // of whoever has made this
  private final AtomicBoolean started = new AtomicBoolean();

  static <T> SinkSubscriber<T> of(Sink<T> sink, Spawner spawner, int prefetch, Discard<T> discard) {
    return ContextCarrier.get().subscriber(sink, spawner, prefetch, discard);
  }

  SinkSubscriber(Sink<T> sink, Spawner spawner, int prefetch, Discard<T> discard) {
    this.inlet = new Inlet<>(prefetch, discard);
    this.sink = Objects.requireNonNull(sink, "sink");
    this.spawner = Objects.requireNonNull(spawner, "spawner");
    this.context = ContextCarrier.get().current();
  }

  @Override
  public final void onSubscribe(Subscription subscription) {
    inlet.onSubscribe(subscription);
    start();
  }

  @Override
  public final void onSubscribe(Flow.Subscription subscription) {
    inlet.onSubscribe(subscription);
    start();
  }

  private void start() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    Future<@Nullable Void> transfer = ContextCarrier.in(context, new Transfer(inlet.forward(sink)));
    try {
      spawner.spawn(transfer);
    } catch (RuntimeException refused) {
      transfer.cancel(); // does nothing where the spawner has done so
    }
  }

  @Override
  public final void onNext(T item) {
    inlet.onNext(item);
  }

  @Override
  public final void onError(Throwable failure) {
    inlet.onError(failure);
  }

  @Override
  public final void onComplete() {
    inlet.onComplete();
  }

  /** Accepts a second cancel, which comes where a spawner both cancels and throws. */
  private static final class Transfer implements Future<@Nullable Void> {
    private final Future<@Nullable Void> forward;
    private boolean cancelled;

    Transfer(Future<@Nullable Void> forward) {
      this.forward = forward;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) throws Exception {
      return forward.poll(cx);
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        forward.cancel();
      }
    }
  }
}
