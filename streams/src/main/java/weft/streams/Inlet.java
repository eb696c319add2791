package weft.streams;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;

/**
 * The items that a publisher pushes, as a stream that its owner pulls: a subscriber on one side. Up
 * to {@code prefetch} items are asked for ahead, and more once three quarters were taken; {@link
 * Integer#MAX_VALUE} asks for everything at once.
 *
 * <p>All calls of {@code request} and {@code cancel} come from the task that polls, so that they
 * are serial; {@code onSubscribe} only keeps the subscription and wakes it.
 */
final class Inlet<T> extends PipeStream<T> implements Subscriber<T>, Flow.Subscriber<T> {
  /** Stands for a subscription that is not wanted any more. */
  private static final Subscription GONE =
      new Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
      };

  private final int prefetch;
  private final int refillAfter;
  private final Discard<T> discard;
  private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
  private @Nullable Runnable subscribe; // run at the first poll
  private boolean requested;
  private int taken; // since the last request

  // The thread that is inside request, and so takes again once that has returned. Others may read
  // it at any time, but only that thread finds itself here.
  private @Nullable Thread asking;

  private volatile boolean broken; // by a publisher that has sent more than was asked for

  Inlet(int prefetch, Discard<T> discard) {
    super(Sizes.requirePositive(prefetch, "prefetch"), discard);
    this.prefetch = prefetch;
    this.refillAfter = Math.max(1, prefetch - prefetch / 4);
    this.discard = discard;
  }

  /** What the first poll does; where the publisher needs this inlet to be subscribed. */
  void onFirstPoll(Runnable action) {
    subscribe = action;
  }

  // ---- The publisher's side.

  @Override
  public void onSubscribe(Subscription given) {
    Objects.requireNonNull(given, "subscription");
    if (subscription.compareAndSet(null, given)) {
      pipe.wakeTaker(); // which asks for items
    } else {
      given.cancel(); // a second one, or nobody wants items any more
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    onSubscribe(
        new Subscription() {
          @Override
          public void request(long count) {
            given.request(count);
          }

          @Override
          public void cancel() {
            given.cancel();
          }
        });
  }

  @Override
  public void onNext(T item) {
    Objects.requireNonNull(item, "item");
    if (broken || !pipe.put(item)) {
      discard.drop(item);
      if (!broken) {
        broken = true;
        pipe.complete(
            new IllegalStateException(
                "the publisher sent more than the " + prefetch + " items that it was asked for"));
      }
      return;
    }
    if (asking != Thread.currentThread()) {
      pipe.wakeTaker();
    }
  }

  @Override
  public void onError(Throwable failure) {
    pipe.complete(Objects.requireNonNull(failure, "failure"));
  }

  @Override
  public void onComplete() {
    pipe.complete(null);
  }

  // ---- The owner's side.

  @Override
  void start(Context cx) {
    Runnable first = subscribe;
    if (first != null) {
      subscribe = null;
      first.run();
    }
    if (!requested) {
      Subscription current = subscription.get();
      if (current == null) {
        // onSubscribe may come between this look and the registration of the waker: the loop of
        // the stream looks only for items, so that the registration has to come first.
        pipe.awaitItem(cx);
        current = subscription.get();
      }
      if (current != null) {
        requested = true;
        ask(current, prefetch == Integer.MAX_VALUE ? Long.MAX_VALUE : prefetch);
      }
    }
  }

  @Override
  void taken() {
    if (++taken >= refillAfter) {
      int count = taken;
      taken = 0;
      Subscription current = subscription.get();
      if (current != null) {
        ask(current, count);
      }
    }
  }

  private void ask(Subscription publisher, long count) {
    asking = Thread.currentThread();
    try {
      publisher.request(count);
    } finally {
      asking = null;
    }
  }

  @Override
  void ended() {
    if (broken) {
      giveUp(); // it has not ended by itself
    } else {
      subscription.set(GONE); // drops the reference
    }
    pipe.cancel(); // what a publisher sends after its end is handed over as undelivered
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      finish();
      pipe.cancel();
      giveUp();
    }
  }

  private void giveUp() {
    Subscription current = subscription.getAndSet(GONE);
    if (current != null) {
      current.cancel();
    }
  }
}
