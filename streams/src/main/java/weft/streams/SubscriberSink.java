package weft.streams;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import weft.future.Context;
import weft.future.Poll;

/** A subscriber as a sink: room is what it has asked for. Flushing means nothing to it. */
final class SubscriberSink<T> implements Sink<T>, Downstream {
  private final Demand demand = new Demand();
  private @Nullable Subscriber<? super T> subscriber;
  private final Discard<T> discard = Discard.toRuntime();
  private boolean started;

  SubscriberSink(Subscriber<? super T> subscriber) {
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
  }

  @Override
  public ContextCarrier.@Nullable Captured context() {
    Subscriber<? super T> receiver = subscriber;
    return receiver == null ? null : ContextCarrier.get().over(receiver);
  }

  @Override
  public void watch(Context cx) {
    requireOpen();
    demand.register(cx);
    long available = demand.available();
    if (available < 0) {
      throw over(available);
    }
  }

  @Override
  public Poll<Void> pollReady(Context cx) {
    discard.remember(cx);
    requireOpen();
    long available = demand.available();
    if (available == 0) {
      demand.register(cx);
      available = demand.available();
      if (available == 0) {
        return Poll.pending();
      }
    }
    if (available < 0) {
      throw over(available);
    }
    return cx.proceed() ? Poll.done() : Poll.pending();
  }

  @Override
  public void startSend(T item) {
    Objects.requireNonNull(item, "item");
    Subscriber<? super T> receiver;
    try {
      receiver = requireRoom();
    } catch (RuntimeException refused) {
      discard.drop(item); // it was this sink's already
      throw refused;
    }
    demand.delivered(1);
    try {
      receiver.onNext(item);
    } catch (Throwable failure) {
      forget(); // who throws has cancelled
      throw failure;
    }
  }

  /** The subscriber may have cancelled since it was asked for room. */
  private Subscriber<? super T> requireRoom() {
    Subscriber<? super T> receiver = requireOpen();
    long available = demand.available();
    if (available == 0) {
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    if (available < 0) {
      throw over(available);
    }
    return receiver;
  }

  private void forget() {
    subscriber = null;
    demand.close();
  }

  private Subscriber<? super T> requireOpen() {
    Subscriber<? super T> receiver = subscriber;
    if (receiver == null) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
    if (!started) {
      started = true;
      try {
        receiver.onSubscribe(demand);
      } catch (Throwable failure) {
        forget(); // who throws has cancelled
        throw failure;
      }
    }
    return receiver;
  }

  private RuntimeException over(long mark) {
    Subscriber<? super T> receiver = subscriber;
    forget();
    if (mark == Demand.CANCELLED || receiver == null) {
      return new CancellationException("the subscriber has cancelled");
    }
    IllegalArgumentException failure =
        new IllegalArgumentException(
            "§3.9: non-positive subscription request: " + demand.badCount());
    receiver.onError(failure);
    return failure;
  }

  @Override
  public Poll<Void> pollFlush(Context cx) {
    return Poll.done();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) {
    Subscriber<? super T> receiver = requireOpen();
    boolean wanted = demand.available() != Demand.CANCELLED;
    forget();
    if (wanted) {
      receiver.onComplete();
    }
    return Poll.done();
  }

  @Override
  public void cancel() {
    Subscriber<? super T> receiver = subscriber;
    if (receiver == null) {
      return;
    }
    try {
      requireOpen();
      boolean wanted = demand.available() != Demand.CANCELLED;
      forget();
      if (wanted) {
        receiver.onError(new CancellationException("the sink was cancelled"));
      }
    } catch (Throwable failure) {
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "a subscriber threw from onError", failure);
    }
  }
}
