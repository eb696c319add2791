package weft.streams;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

/**
 * All interleavings of two threads, up to a number of switches: no demand, no cancellation and no
 * wake of the bridge is lost, and no item is lost or handed over twice. The task is polled by hand
 * and only when it was woken, so that a lost wake shows as something that never happens.
 */
@Tag("lincheck")
class BridgeLincheckTest {
  static final int INVOCATIONS = 1000;

  /** A task on a tiny executor: polled when it was woken, by one thread. */
  static final class Task implements Waker {
    private final Future<?> future;
    private final AtomicBoolean woken = new AtomicBoolean(true);
    boolean finished;

    Task(Future<?> future) {
      this.future = future;
    }

    @Override
    public void wake() {
      woken.set(true);
    }

    /** Polls as long as it was woken. */
    void run() {
      while (!finished && woken.getAndSet(false)) {
        try {
          finished = future.poll(Context.of(this)).isReady();
        } catch (Exception failure) {
          throw new AssertionError(failure);
        }
      }
    }
  }

  /** A stream that has items for ever, or never one. */
  static final class Source implements Stream<Integer> {
    private final boolean gives;
    int given;
    int cancels;

    Source(boolean gives) {
      this.gives = gives;
    }

    @Override
    public Poll<@Nullable Integer> pollNext(Context cx) {
      return gives ? Poll.ready(given++) : Poll.pending();
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  private static final class Counting implements Subscriber<Integer> {
    int items;
    int errors;

    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onNext(Integer item) {
      items++;
    }

    @Override
    public void onError(Throwable failure) {
      errors++;
    }

    @Override
    public void onComplete() {}
  }

  static Thread start(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    return thread;
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  @Test
  void noDemandIsLost() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Source source = new Source(true);
          Counting subscriber = new Counting();
          Demand demand = new Demand();
          Task task = new Task(new Delivery<>(source, subscriber, demand));
          Thread requesting =
              start(
                  () -> {
                    demand.request(1);
                    demand.request(2);
                  });
          task.run();
          join(requesting);
          task.run();
          require(subscriber.items == 3, "3 were requested, delivered: " + subscriber.items);
          require(source.given == 3, "an item was taken without demand");
        });
  }

  @Test
  void noCancelIsLostWhileTheStreamIsPending() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Source source = new Source(false);
          Demand demand = new Demand();
          Task task = new Task(new Delivery<>(source, new Counting(), demand));
          Thread subscriber =
              start(
                  () -> {
                    demand.request(1);
                    demand.cancel();
                  });
          task.run();
          join(subscriber);
          task.run();
          require(task.finished, "the task has not seen the cancel");
          require(source.cancels == 1, "cancels of the stream: " + source.cancels);
        });
  }

  @Test
  void noBadRequestIsLost() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Source source = new Source(false);
          Counting subscriber = new Counting();
          Demand demand = new Demand();
          Task task = new Task(new Delivery<>(source, subscriber, demand));
          Thread requesting =
              start(
                  () -> {
                    demand.request(1);
                    demand.request(0);
                  });
          task.run();
          join(requesting);
          task.run();
          require(task.finished && subscriber.errors == 1, "errors: " + subscriber.errors);
        });
  }

  @Test
  void itemsOfAPublisherArriveInOrderAndThenTheEnd() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Inlet<Integer> inlet = new Inlet<>(2, Discard.toRuntime());
          AtomicInteger sum = new AtomicInteger();
          Task task = new Task(inlet.forEach(item -> sum.set(sum.get() * 10 + item)));
          Thread publisher =
              start(
                  () -> {
                    inlet.onSubscribe(new Ignored());
                    inlet.onNext(1);
                    inlet.onNext(2);
                    inlet.onComplete();
                  });
          task.run();
          join(publisher);
          task.run();
          require(task.finished, "the end was lost");
          require(sum.get() == 12, "items: " + sum.get());
        });
  }

  @Test
  void everyItemIsEitherDroppedOnceOrStaysOutWhenTheStreamIsCancelled() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          AtomicInteger dropped = new AtomicInteger();
          Inlet<Integer> inlet = new Inlet<>(2, Discard.to(item -> dropped.incrementAndGet()));
          Ignored subscription = new Ignored();
          Thread publisher =
              start(
                  () -> {
                    inlet.onSubscribe(subscription);
                    inlet.onNext(1);
                    inlet.onNext(2);
                  });
          inlet.cancel();
          join(publisher);
          require(dropped.get() == 2, "dropped: " + dropped.get());
          require(subscription.cancels.get() == 1, "cancels: " + subscription.cancels.get());
        });
  }

  @Test
  void noWakeOfAChildIsLost() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          FutureSet<Integer> set = new FutureSet<>();
          Manual left = new Manual();
          Manual right = new Manual();
          set.add(left, null);
          set.add(right, null);
          int[] finished = new int[1];
          Future<Integer> all =
              cx -> {
                while (set.size() > 0) {
                  if (set.poll(cx) == null) {
                    return Poll.pending();
                  }
                  finished[0]++;
                }
                return Poll.ready(0);
              };
          Task task = new Task(all);
          task.run();
          Thread other = start(left::finish);
          right.finish();
          task.run();
          join(other);
          task.run();
          require(finished[0] == 2, "finished: " + finished[0]);
        });
  }

  private static final class Ignored implements Subscription {
    final AtomicInteger cancels = new AtomicInteger();

    @Override
    public void request(long count) {}

    @Override
    public void cancel() {
      cancels.incrementAndGet();
    }
  }

  /** A future that is finished by another thread. */
  private static final class Manual implements Future<Integer> {
    private volatile boolean finished;
    private volatile @Nullable Waker waker;

    @Override
    public Poll<Integer> poll(Context cx) {
      waker = cx.waker();
      return finished ? Poll.ready(1) : Poll.pending();
    }

    void finish() {
      finished = true;
      Waker waiting = waker;
      if (waiting != null) {
        waiting.wake();
      }
    }
  }
}
