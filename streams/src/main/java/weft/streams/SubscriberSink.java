package weft.streams;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import weft.future.Context;
import weft.future.Poll;

/** A subscriber as a sink: room is what it has asked for. Flushing means nothing to it. */
final class SubscriberSink<T> implements Sink<T> {
  private final Demand demand = new Demand();
  private @Nullable Subscriber<? super T> subscriber;
  private boolean started;

  SubscriberSink(Subscriber<? super T> subscriber) {
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
  }

  @Override
  public Poll<Void> pollReady(Context cx) {
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
    Subscriber<? super T> receiver = requireOpen();
    long available = demand.available();
    if (available == 0) {
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    if (available < 0) {
      throw over(available);
    }
    demand.delivered(1);
    receiver.onNext(Objects.requireNonNull(item, "item"));
  }

  private Subscriber<? super T> requireOpen() {
    Subscriber<? super T> receiver = subscriber;
    if (receiver == null) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
    if (!started) {
      started = true;
      receiver.onSubscribe(demand);
    }
    return receiver;
  }

  private RuntimeException over(long mark) {
    Subscriber<? super T> receiver = subscriber;
    subscriber = null;
    demand.close();
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
    subscriber = null;
    demand.close();
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
      subscriber = null;
      demand.close();
      if (wanted) {
        receiver.onError(new CancellationException("the sink was cancelled"));
      }
    } catch (Throwable failure) {
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "a subscriber threw from onError", failure);
    }
  }
}
