package weft.streams;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Waker;

/**
 * smallrye/smallrye-mutiny-zero#365: a request that came just as the publisher found its demand
 * used up, and was about to wait, was forgotten: the subscriber waited for ever for an item that it
 * had asked for. Here under Lincheck, with two threads that request while items are delivered.
 */
@Tag("lincheck")
class MutinyZeroIssue365Test {
  private static final int INVOCATIONS = 1000;

  /** The publisher's task: polled by one thread, and only if it was woken. */
  private static final class Publisher implements Waker, Subscriber<Integer> {
    private final AtomicBoolean woken = new AtomicBoolean(true);
    private final Delivery<Integer> delivery;
    private boolean pauses;
    int items;

    Publisher(Demand demand) {
      this.delivery = new Delivery<>(new Pausing(), this, demand);
    }

    /** Items for ever, but before each of them it is pending once. */
    private final class Pausing implements Stream<Integer> {
      @Override
      public Poll<@Nullable Integer> pollNext(Context cx) {
        pauses = !pauses;
        if (pauses) {
          cx.waker().wake();
          return Poll.pending();
        }
        return Poll.ready(1);
      }

      @Override
      public void cancel() {}
    }

    void run() {
      while (woken.getAndSet(false)) {
        try {
          if (delivery.poll(Context.of(this)).isReady()) {
            throw new AssertionError("it has no end");
          }
        } catch (Exception failure) {
          throw new AssertionError(failure);
        }
      }
    }

    @Override
    public void wake() {
      woken.set(true);
    }

    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onNext(Integer item) {
      items++;
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {}
  }

  @Test
  void everyItemThatWasAskedForComes() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Demand demand = new Demand();
          Publisher publisher = new Publisher(demand);
          demand.request(1); // it is used up, or about to be, whenever the others ask
          Thread first = new Thread(() -> demand.request(1));
          first.start();
          publisher.run();
          demand.request(1);
          publisher.run();
          try {
            first.join();
          } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
          }
          publisher.run();
          if (publisher.items != 3) {
            throw new AssertionError("3 were asked for, came: " + publisher.items);
          }
        });
  }
}
