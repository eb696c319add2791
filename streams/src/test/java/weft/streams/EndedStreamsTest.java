package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Futures;

/**
 * Whoever has taken a stream cancels it once, also after its end: it may be one direction of a
 * connection, which stays open otherwise. What comes first in a chain is looked after by the laws;
 * here are the other streams, and those who take streams without being one.
 */
class EndedStreamsTest {
  private final Hand hand = new Hand();
  private final List<Script<Integer>> scripts = new ArrayList<>();

  private Script<Integer> script(Integer... items) {
    Script<Integer> script = Script.of(items).end();
    scripts.add(script);
    return script;
  }

  @AfterEach
  void eachWasCancelledOnce() {
    assertThat(scripts).isNotEmpty();
    assertThat(scripts).allSatisfy(script -> assertThat(script.cancels).isEqualTo(1));
  }

  @Test
  void severalStreams() throws Exception {
    assertThat(hand.run(Streams.merge(script(1), script(2)).toList())).hasSize(2);
    assertThat(hand.run(Streams.concat(script(1), script(2)).toList())).hasSize(2);
    assertThat(hand.run(Streams.interleave(List.of(script(1), script(2))).toList())).hasSize(2);
    assertThat(hand.run(Streams.zip(List.of(script(1), script(2))).toList())).hasSize(1);
    assertThat(hand.run(Streams.zip(List.of(script(1, 2), script(2))).toList())).hasSize(1);
    assertThat(
            hand.run(Streams.combineLatest(List.of(script(1), script(2)), items -> items).toList()))
        .hasSize(1);
  }

  @Test
  void oneAfterTheOtherByItemsOnly() throws Exception {
    Stream<Integer> both = Streams.concat(script(1), script(2));
    while (hand.poll(both).get() != null) {}
    Stream<Integer> pairs = script(1).zip(script(2, 3), Integer::sum);
    while (hand.poll(pairs).get() != null) {}
    Stream<Integer> shorter = script(1, 2).zip(script(2), Integer::sum);
    while (hand.poll(shorter).get() != null) {}
  }

  @Test
  void innerStreams() throws Exception {
    assertThat(hand.run(Streams.range(0, 3).flatMap(2, i -> script(i)).toList())).hasSize(3);
    assertThat(hand.run(Streams.range(0, 3).concatMap(i -> script(i)).toList())).hasSize(3);
    assertThat(
            hand.run(
                Streams.of(1).via(Combining.<Integer, Integer>switchMap(i -> script(i))).toList()))
        .hasSize(1);
    assertThat(hand.run(Streams.lazy(() -> script(1)).toList())).hasSize(1);
    assertThat(
            hand.run(
                Streams.<Integer>failed(new IOException()).recover(failure -> script(1)).toList()))
        .hasSize(1);
    assertThat(hand.run(Streams.repeat(() -> script(1), Backoff.immediately(2)).toList()))
        .hasSize(3);
    assertThat(hand.run(Streams.retry(() -> script(1), Backoff.immediately(2)).toList()))
        .hasSize(1);
  }

  @Test
  void streamsOfAMap() throws Exception {
    StreamMap<String, Integer> map = StreamMap.create();
    map.put("a", script(1));
    map.put("b", script(2));
    while (hand.poll(map).get() != null) {}
  }

  @Test
  void terminals() throws Exception {
    hand.run(script(1).forEach(item -> {}));
    hand.run(script(1).forEachConcurrent(2, item -> Futures.done()));
    hand.run(script(1).forward(Sink.collecting()));
    hand.run(Sink.<Integer>collecting().sendAll(script(1)));
    assertThat(hand.run(script(1).count())).isEqualTo(1);
  }

  @Test
  void bridge() {
    Subscriber<Integer> subscriber =
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(10);
          }

          @Override
          public void onNext(Integer item) {}

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onComplete() {}
        };
    script(1).toPublisher(hand).subscribe(subscriber);
    hand.runTasks();
    Publishers.cold(() -> script(1), hand).subscribe(subscriber);
    hand.runTasks();
  }

  /** Both of a fanout that has finished: the one that finished first, too. */
  @Test
  void sinksOfAFanout() throws Exception {
    script(1); // for the check of this class
    scripts.get(0).cancel();
    int[] cancels = new int[2];
    Sink<Integer> fanout = counting(cancels, 0).fanout(counting(cancels, 1));
    hand.run(Streams.of(1, 2).forward(fanout));
    assertThat(cancels).containsExactly(1, 1);
  }

  private static Sink<Integer> counting(int[] cancels, int index) {
    return new Sink<>() {
      @Override
      public weft.future.Poll<Void> pollReady(weft.future.Context cx) {
        return weft.future.Poll.done();
      }

      @Override
      public void startSend(Integer item) {}

      @Override
      public weft.future.Poll<Void> pollFlush(weft.future.Context cx) {
        return weft.future.Poll.done();
      }

      @Override
      public weft.future.Poll<Void> pollFinish(weft.future.Context cx) {
        return weft.future.Poll.done();
      }

      @Override
      public void cancel() {
        cancels[index]++;
      }
    };
  }
}
