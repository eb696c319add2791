package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A large prefetch costs memory when items wait, not before, and its limit is kept exactly. */
class GrowingPipeTest {
  private final Hand hand = new Hand();
  private final List<Long> requests = new ArrayList<>();

  /** Sends a number of items at the first request, however many that was for. */
  private Publisher<Integer> sending(int count) {
    return (Subscriber<? super Integer> subscriber) ->
        subscriber.onSubscribe(
            new Subscription() {
              @Override
              public void request(long demand) {
                requests.add(demand);
                if (requests.size() == 1) {
                  for (int i = 0; i < count; i++) {
                    subscriber.onNext(i);
                  }
                  subscriber.onComplete();
                }
              }

              @Override
              public void cancel() {}
            });
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  void largestPrefetchAsksForEverything() throws Exception {
    Stream<Integer> stream = Streams.fromPublisher(sending(10_000), Integer.MAX_VALUE);
    assertThat(hand.run(stream.toList())).isEqualTo(upTo(10_000));
    assertThat(requests).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void largestBufferOfABoundary() throws Exception {
    Stream<Integer> ahead =
        Streams.range(0, 10_000).via(Sharing.<Integer>runOn(hand, Integer.MAX_VALUE));
    assertThat(hand.run(ahead.toList())).isEqualTo(upTo(10_000));
  }

  @Test
  void largestPrefetchOfSinksAndProcessors() {
    assertThat(Sink.<Integer>collecting().toSubscriber(hand, Integer.MAX_VALUE)).isNotNull();
    assertThat(Publishers.<Integer, Integer>processor(s -> s, hand, Integer.MAX_VALUE)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 1000, 5000})
  void prefetchIsKeptExactly(int prefetch) throws Exception {
    Stream<Integer> enough = Streams.fromPublisher(sending(prefetch), prefetch);
    assertThat(hand.run(enough.toList())).isEqualTo(upTo(prefetch));
    requests.clear();
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                hand.run(Streams.fromPublisher(sending(prefetch + 1), prefetch).forEach(seen::add)))
        .hasMessageContaining("more than the " + prefetch + " items");
    assertThat(seen).isEqualTo(upTo(prefetch));
  }

  @Test
  void boundaryStaysWithinALargeBuffer() throws Exception {
    int[] pulled = {0};
    Stream<Integer> ahead =
        Streams.range(0, 10_000).peek(item -> pulled[0]++).via(Sharing.<Integer>runOn(hand, 3000));
    assertThat(hand.poll(ahead).isPending()).isTrue();
    hand.runTasks();
    assertThat(pulled[0]).isEqualTo(3000);
    for (int taken = 0; taken < 10_000; taken++) {
      assertThat(hand.run(ahead.next())).isEqualTo(taken);
      hand.runTasks();
      assertThat(pulled[0]).isLessThanOrEqualTo(taken + 1 + 3000);
    }
    assertThat(hand.run(ahead.next())).isNull();
  }

  /** It has a larger ring then, in which nothing came: the end is seen without demand. */
  @Test
  void endIsSeenOnceTheLastItemOfAFullRingWasTaken() throws Exception {
    Stream<Integer> ahead = Streams.range(0, 256).via(Sharing.<Integer>runOn(hand, 300));
    assertThat(hand.poll(ahead).isPending()).isTrue();
    hand.runTasks();
    for (int i = 0; i < 256; i++) {
      assertThat(ahead.sizeHint()).isEqualTo(SizeHint.UNKNOWN);
      assertThat(hand.poll(ahead).get()).isEqualTo(i);
    }
    assertThat(ahead.sizeHint()).isEqualTo(SizeHint.exactly(0));
    assertThat(hand.poll(ahead).get()).isNull();
  }

  /** Against a queue, in all phases of growing: bursts that are larger and smaller than it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void behavesAsABoundedQueue(long seed) {
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(3000);
    Pipe<Integer> pipe = new Pipe<>(capacity, Discard.toRuntime());
    Queue<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (int round = 0; round < 400; round++) {
      int burst = random.nextInt(random.nextBoolean() ? 40 : 1500);
      if (random.nextInt(5) < 3) {
        next = putByOne(pipe, model, capacity, next, burst);
        next = putGranted(pipe, model, capacity, next, 1 + random.nextInt(32));
      } else {
        for (int i = 0; i < burst; i++) {
          assertThat(pipe.take()).isEqualTo(model.poll());
        }
      }
      assertThat(pipe.hasItem()).isEqualTo(!model.isEmpty());
      assertThat(pipe.hasRoom()).isEqualTo(model.size() < capacity);
    }
    Integer item;
    while ((item = pipe.take()) != null) {
      assertThat(item).isEqualTo(model.poll());
    }
    assertThat(model).isEmpty();
  }

  private static int putByOne(
      Pipe<Integer> pipe, Queue<Integer> model, int capacity, int first, int count) {
    int next = first;
    for (int i = 0; i < count; i++) {
      boolean room = model.size() < capacity;
      assertThat(pipe.put(next)).isEqualTo(room);
      if (room) {
        model.add(next++);
      }
    }
    return next;
  }

  private static int putGranted(
      Pipe<Integer> pipe, Queue<Integer> model, int capacity, int first, int wanted) {
    int next = first;
    if (!pipe.grant(wanted)) {
      assertThat(model).hasSize(capacity);
      return next;
    }
    boolean more = true;
    while (more) {
      more = pipe.putGranted(next);
      model.add(next++);
    }
    assertThat(model.size()).isLessThanOrEqualTo(capacity);
    return next;
  }

  @Test
  void cancelledPipeDropsWhatWaitsInAllItsRings() {
    List<Integer> dropped = new ArrayList<>();
    Pipe<Integer> pipe = new Pipe<>(Integer.MAX_VALUE, Discard.to(dropped::add));
    for (int i = 0; i < 3000; i++) {
      assertThat(pipe.put(i)).isTrue();
    }
    pipe.cancel();
    assertThat(dropped).isEqualTo(upTo(3000));
  }

  @Test
  void twoThreadsSeeAllItemsInOrderWhileItGrows() throws Exception {
    int count = 300_000;
    Pipe<Integer> pipe = new Pipe<>(200_000, Discard.toRuntime());
    Thread putter =
        new Thread(
            () -> {
              for (int i = 0; i < count; ) {
                if (pipe.put(i)) {
                  i++;
                } else {
                  Thread.onSpinWait();
                }
              }
              pipe.complete(null);
            });
    putter.setDaemon(true);
    putter.start();
    int expected = 0;
    while (!pipe.isExhausted()) {
      Integer item = pipe.take();
      if (item == null) {
        Thread.onSpinWait();
      } else {
        if (item != expected++) {
          throw new AssertionError(item + " came as number " + expected);
        }
      }
    }
    putter.join();
    assertThat(expected).isEqualTo(count);
  }
}
