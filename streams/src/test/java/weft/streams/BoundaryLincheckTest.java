package weft.streams;

import static weft.streams.BridgeLincheckTest.INVOCATIONS;
import static weft.streams.BridgeLincheckTest.join;
import static weft.streams.BridgeLincheckTest.require;
import static weft.streams.BridgeLincheckTest.start;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Future;
import weft.streams.BridgeLincheckTest.Source;
import weft.streams.BridgeLincheckTest.Task;

/**
 * All interleavings, as in {@link BridgeLincheckTest}: of subscriptions, sinks and processors, and
 * of the boundaries between two tasks.
 */
@Tag("lincheck")
class BoundaryLincheckTest {

  @Test
  void subscriptionThatComesDuringTheFirstPollIsAskedForItems() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Inlet<Integer> inlet = new Inlet<>(2, Discard.toRuntime());
          AtomicInteger requested = new AtomicInteger();
          Task task = new Task(inlet.forEach(item -> {}));
          Thread publisher =
              start(() -> inlet.onSubscribe(subscription(requested::addAndGet, () -> {})));
          task.run();
          join(publisher);
          task.run();
          require(requested.get() == 2, "requested: " + requested.get());
        });
  }

  @Test
  void requestReachesASinkThatWaitsForRoom() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
          AtomicInteger items = new AtomicInteger();
          Sink<Integer> sink = Sink.fromSubscriber(subscriber(subscription, items, () -> {}));
          Task task = new Task(sink.send(1));
          Thread subscriber =
              start(
                  () -> {
                    Subscription given = subscription.get();
                    if (given != null) {
                      given.request(1);
                    }
                  });
          task.run();
          join(subscriber);
          Subscription given = subscription.get();
          if (!task.finished && items.get() == 0 && given != null && room(given) == 0) {
            given.request(1); // it was not there yet when the other thread looked
          }
          task.run();
          require(task.finished && items.get() == 1, "items: " + items.get());
        });
  }

  private static long room(Subscription subscription) {
    return ((Demand) subscription).available();
  }

  @Test
  void endOfAProcessorIsPassedOnWithoutDemand() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          AtomicReference<@Nullable Task> task = new AtomicReference<>();
          StreamProcessor<Integer, Integer> processor =
              StreamProcessor.of(stream -> stream, future -> task.set(new Task(future)), 1);
          AtomicInteger ends = new AtomicInteger();
          processor.onSubscribe(subscription(count -> {}, () -> {}));
          processor.subscribe(
              subscriber(new AtomicReference<>(), new AtomicInteger(), ends::incrementAndGet));
          Task delivery = task.get();
          Thread publisher = start(processor::onComplete);
          delivery.run();
          join(publisher);
          delivery.run();
          require(ends.get() == 1, "ends: " + ends.get());
        });
  }

  @Test
  void itemsCrossASmallBoundaryAndThenTheEnd() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          AtomicReference<@Nullable Task> producer = new AtomicReference<>();
          AtomicInteger sum = new AtomicInteger();
          Stream<Integer> ahead =
              Streams.of(1, 2)
                  .via(Sharing.<Integer>runOn(future -> producer.set(new Task(future)), 1));
          Task taker = new Task(ahead.forEach(item -> sum.set(sum.get() * 10 + item)));
          taker.run(); // starts the other one
          Task upstream = producer.get();
          Thread other = start(upstream::run);
          taker.run();
          join(other);
          for (int i = 0; i < 3; i++) { // whoever was woken
            upstream.run();
            taker.run();
          }
          require(taker.finished && upstream.finished, "somebody waits for ever");
          require(sum.get() == 12, "items: " + sum.get());
        });
  }

  @Test
  void itemsCrossAPipeThatGrowsMeanwhile() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Pipe<Integer> pipe = new Pipe<>(4, 1, Discard.toRuntime());
          Thread putter =
              start(
                  () -> {
                    for (int i = 1; i <= 4; i++) {
                      require(pipe.put(i), "there is room for four");
                    }
                    pipe.complete(null);
                  });
          int sum = 0;
          for (int looks = 0; looks < 5; looks++) {
            Integer item = pipe.take();
            sum = item == null ? sum : sum * 10 + item;
          }
          join(putter);
          while (!pipe.isExhausted()) {
            Integer item = pipe.take();
            require(item != null, "neither an item nor the end");
            sum = sum * 10 + item;
          }
          require(sum == 1234, "items: " + sum);
        });
  }

  @Test
  void pipeThatGrowsHoldsNoMoreThanItsCapacity() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Pipe<Integer> pipe = new Pipe<>(3, 1, Discard.toRuntime());
          AtomicInteger put = new AtomicInteger();
          Thread putter =
              start(
                  () -> {
                    for (int i = 0; i < 5; i++) {
                      if (pipe.put(i)) {
                        put.incrementAndGet();
                      }
                    }
                  });
          int taken = 0;
          for (int looks = 0; looks < 2; looks++) {
            taken += pipe.take() == null ? 0 : 1;
          }
          join(putter);
          int left = 0;
          while (pipe.take() != null) {
            left++;
          }
          require(left <= 3 && put.get() == taken + left, put + " = " + taken + " + " + left);
          require(put.get() >= 3, "there was room for three");
        });
  }

  @Test
  void cancelReachesABoundaryWhoseUpstreamIsPending() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          AtomicReference<@Nullable Task> producer = new AtomicReference<>();
          Source source = new Source(false);
          Stream<Integer> ahead =
              source.via(Sharing.<Integer>runOn(future -> producer.set(new Task(future)), 1));
          Task taker = new Task(ahead.next());
          taker.run();
          Task upstream = producer.get();
          Thread other = start(upstream::run);
          ahead.cancel();
          join(other);
          upstream.run();
          require(upstream.finished && source.cancels == 1, "cancels: " + source.cancels);
        });
  }

  /** Each task takes what is its own, and may pull what is the other's. */
  @Test
  void partsOfAStreamWakeEachOther() {
    Lincheck.runConcurrentTest(
        INVOCATIONS / 5, // its lock makes many switches
        () -> {
          Sharing.Split<Integer> split = Sharing.split(Streams.of(1, 2), item -> item == 2, 1);
          AtomicInteger sum = new AtomicInteger();
          Future<@Nullable Void> matching = split.matching().forEach(sum::addAndGet);
          Future<@Nullable Void> others = split.others().forEach(sum::addAndGet);
          Task left = new Task(matching);
          Task right = new Task(others);
          Thread other = start(left::run);
          right.run();
          join(other);
          for (int i = 0; i < 3; i++) {
            left.run();
            right.run();
          }
          require(left.finished && right.finished, "somebody waits for ever");
          require(sum.get() == 3, "sum: " + sum.get());
        });
  }

  private interface Requested {
    void request(int count);
  }

  private static Subscription subscription(Requested requested, Runnable cancelled) {
    return new Subscription() {
      @Override
      public void request(long count) {
        requested.request((int) count);
      }

      @Override
      public void cancel() {
        cancelled.run();
      }
    };
  }

  private static Subscriber<Integer> subscriber(
      AtomicReference<@Nullable Subscription> subscription, AtomicInteger items, Runnable end) {
    return new Subscriber<>() {
      @Override
      public void onSubscribe(Subscription given) {
        subscription.set(given);
      }

      @Override
      public void onNext(Integer item) {
        items.incrementAndGet();
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onComplete() {
        end.run();
      }
    };
  }
}
