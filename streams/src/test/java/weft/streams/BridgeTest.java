package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;

/** The bridge, step by step on an executor that runs when it is told to. */
class BridgeTest {
  private final Hand hand = new Hand();

  /** Writes down what it gets. */
  // ---- From a stream to a subscriber

  @Test
  void nothingIsPolledWithoutDemand() {
    Script<Integer> script = Script.of(1, 2).end();
    Recorder<Integer> recorder = new Recorder<>();
    script.toPublisher(hand).subscribe(recorder);
    hand.runTasks();
    assertThat(script.polls).isZero();
    recorder.subscription().request(1);
    hand.runTasks();
    assertThat(recorder.signals).containsExactly(1);
    assertThat(script.taken).containsExactly(1);
    recorder.subscription().request(5);
    hand.runTasks();
    assertThat(recorder.signals).containsExactly(1, 2, "complete");
  }

  /** The task must look at the demand again after it has registered: the wake came too early. */
  @Test
  void cancelDuringAPollThatIsPendingIsNotLost() {
    Recorder<Integer> recorder = new Recorder<>();
    boolean[] cancelled = new boolean[1];
    Stream<Integer> cancelsMeanwhile =
        new Stream<>() {
          @Override
          public Poll<@Nullable Integer> pollNext(Context cx) {
            recorder.subscription().cancel(); // as another thread might, just now
            return Poll.pending();
          }

          @Override
          public void cancel() {
            cancelled[0] = true;
          }
        };
    cancelsMeanwhile.toPublisher(hand).subscribe(recorder);
    recorder.subscription().request(1);
    hand.runTasks();
    assertThat(cancelled[0]).isTrue();
    assertThat(recorder.signals).isEmpty();
  }

  @Test
  void badRequestDuringAPollThatIsPendingIsNotLost() {
    Recorder<Integer> recorder = new Recorder<>();
    Stream<Integer> asksBadly =
        cx -> {
          recorder.subscription().request(0);
          return Poll.pending();
        };
    asksBadly.toPublisher(hand).subscribe(recorder);
    recorder.subscription().request(1);
    hand.runTasks();
    assertThat(recorder.signals)
        .singleElement()
        .isInstanceOfSatisfying(
            IllegalArgumentException.class,
            failure -> assertThat(failure).hasMessageContaining("3.9").hasMessageContaining("0"));
  }

  @Test
  void demandIsAddedUpAndSaturates() {
    Demand demand = new Demand();
    demand.request(3);
    demand.request(4);
    demand.delivered(2);
    assertThat(demand.available()).isEqualTo(5);
    demand.request(Long.MAX_VALUE);
    assertThat(demand.available()).isEqualTo(Long.MAX_VALUE);
    demand.delivered(1_000);
    assertThat(demand.available()).as("no limit any more").isEqualTo(Long.MAX_VALUE);
    demand.request(-1);
    assertThat(demand.available()).isEqualTo(Demand.BAD_REQUEST);
    demand.cancel();
    demand.request(1);
    assertThat(demand.available()).isEqualTo(Demand.CANCELLED);
  }

  @Test
  void requestFromInsideOnNextDoesNotRecurse() {
    int[] depth = new int[1];
    Recorder<Integer> recorder = new Recorder<>();
    List<Integer> seen = new ArrayList<>();
    Subscriber<Integer> oneByOne =
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription given) {
            recorder.onSubscribe(given);
            given.request(1);
          }

          @Override
          public void onNext(Integer item) {
            assertThat(++depth[0]).isEqualTo(1);
            seen.add(item);
            recorder.subscription().request(1);
            depth[0]--;
          }

          @Override
          public void onError(Throwable failure) {
            throw new AssertionError(failure);
          }

          @Override
          public void onComplete() {
            seen.add(-1);
          }
        };
    Streams.range(0, 1_000).toPublisher(hand).subscribe(oneByOne);
    hand.runTasks();
    assertThat(seen).hasSize(1_001).endsWith(-1);
  }

  @Test
  void subscriberThatThrowsEndsItsSubscriptionAndTheStream() {
    Script<Integer> script = Script.of(1, 2).end();
    Subscriber<Integer> throwing =
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription given) {
            given.request(2);
          }

          @Override
          public void onNext(Integer item) {
            throw new IllegalStateException("against the rules");
          }

          @Override
          public void onError(Throwable failure) {
            throw new AssertionError("nothing may follow", failure);
          }

          @Override
          public void onComplete() {
            throw new AssertionError("nothing may follow");
          }
        };
    script.toPublisher(hand).subscribe(throwing);
    hand.runTasks();
    assertThat(script.cancels).isEqualTo(1);
    assertThat(script.taken).containsExactly(1);
  }

  @Test
  void refusedTaskIsAnErrorAfterOnSubscribe() {
    Script<Integer> script = Script.of(1).end();
    Recorder<Integer> recorder = new Recorder<>();
    script.toPublisher(Future::cancel).subscribe(recorder);
    assertThat(recorder.subscription).isNotNull();
    assertThat(recorder.signals).singleElement().isInstanceOf(CancellationException.class);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void closedPublisherCancelsItsStreamAndServesErrors() {
    Script<Integer> script = Script.of(1).end();
    StreamPublisher<Integer> publisher = script.toPublisher(hand);
    publisher.close();
    publisher.close();
    assertThat(script.cancels).isEqualTo(1);
    Recorder<Integer> recorder = new Recorder<>();
    publisher.subscribe(recorder);
    hand.runTasks();
    assertThat(recorder.signals).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itemInSpiteOfItsSizeHintWaitsForDemandOrIsDropped() {
    Token early = new Token(1);
    Script<Token> script = new Script<Token>().item(early).block();
    Stream<Token> lies =
        new Stream<>() {
          @Override
          public Poll<@Nullable Token> pollNext(Context cx) throws Exception {
            return script.pollNext(cx);
          }

          @Override
          public SizeHint sizeHint() {
            return SizeHint.exactly(0);
          }

          @Override
          public void cancel() {
            script.cancel();
          }
        };
    Recorder<Token> recorder = new Recorder<>();
    lies.toPublisher(hand).subscribe(recorder);
    hand.runTasks();
    assertThat(recorder.signals).isEmpty();
    recorder.subscription().cancel();
    hand.runTasks();
    assertThat(early.dropped).isEqualTo(1);
    assertThat(script.cancels).isEqualTo(1);
  }

  // ---- From a publisher to a stream

  /** A publisher that does what the test says. */
  private static final class ByHand<T> implements Publisher<T>, Subscription {
    final List<Long> requests = new ArrayList<>();
    int cancels;
    @Nullable Subscriber<? super T> subscriber;

    @Override
    public void subscribe(Subscriber<? super T> given) {
      subscriber = given;
      given.onSubscribe(this);
    }

    Subscriber<? super T> subscriber() {
      return Objects.requireNonNull(subscriber);
    }

    @Override
    public void request(long count) {
      requests.add(count);
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  @Test
  void asksForThePrefetchAndAgainAtThreeQuarters() throws Exception {
    ByHand<Integer> publisher = new ByHand<>();
    Stream<Integer> stream = Streams.fromPublisher(publisher, 4);
    assertThat(publisher.subscriber).isNull();
    assertThat(hand.poll(stream).isPending()).isTrue();
    assertThat(publisher.requests).containsExactly(4L);
    for (int i = 0; i < 4; i++) {
      publisher.subscriber().onNext(i);
    }
    assertThat(hand.poll(stream).get()).isEqualTo(0);
    assertThat(hand.poll(stream).get()).isEqualTo(1);
    assertThat(publisher.requests).hasSize(1);
    assertThat(hand.poll(stream).get()).isEqualTo(2);
    assertThat(publisher.requests).containsExactly(4L, 3L);
    publisher.subscriber().onComplete();
    assertThat(hand.poll(stream).get()).as("what is queued comes first").isEqualTo(3);
    assertThat(hand.poll(stream).get()).isNull();
    assertThat(publisher.cancels).isZero();
  }

  @Test
  void cancelledStreamDropsWhatIsQueuedAndWhatComesLater() throws Exception {
    ByHand<Token> publisher = new ByHand<>();
    Stream<Token> stream = Streams.fromPublisher(publisher, 4);
    assertThat(hand.poll(stream).isPending()).isTrue();
    Token queued = new Token(1);
    publisher.subscriber().onNext(queued);
    stream.cancel();
    assertThat(publisher.cancels).isEqualTo(1);
    assertThat(queued.dropped).isEqualTo(1);
    Token late = new Token(2);
    publisher.subscriber().onNext(late);
    assertThat(late.dropped).isEqualTo(1);
  }

  @Test
  void publisherThatSendsTooMuchIsCancelledAndTheStreamFails() throws Exception {
    ByHand<Token> publisher = new ByHand<>();
    Stream<Token> stream = Streams.fromPublisher(publisher, 1);
    assertThat(hand.poll(stream).isPending()).isTrue();
    Token tooMuch = new Token(2);
    publisher.subscriber().onNext(new Token(1));
    publisher.subscriber().onNext(tooMuch);
    assertThat(tooMuch.dropped).isEqualTo(1);
    assertThat(hand.poll(stream).get().value).isEqualTo(1);
    assertThatThrownBy(() -> hand.poll(stream)).hasMessageContaining("more than the 1 items");
    assertThat(publisher.cancels).isEqualTo(1);
  }

  @Test
  void subscriptionThatComesAfterTheCancelIsCancelled() throws Exception {
    List<Subscriber<? super Integer>> subscribers = new ArrayList<>();
    Stream<Integer> stream = Streams.fromPublisher(subscribers::add, 4);
    assertThat(hand.poll(stream).isPending()).isTrue();
    stream.cancel();
    ByHand<Integer> late = new ByHand<>();
    subscribers.get(0).onSubscribe(late);
    assertThat(late.cancels).isEqualTo(1);
    assertThat(late.requests).isEmpty();
  }

  // ---- Sinks

  @Test
  void subscriberAsASinkHasRoomForItsDemand() throws Exception {
    Recorder<Integer> recorder = new Recorder<>();
    Sink<Integer> sink = Sink.fromSubscriber(recorder);
    Future<@Nullable Void> send = sink.send(1);
    assertThat(hand.poll(send).isPending()).isTrue();
    int wakes = hand.wakes.get();
    recorder.subscription().request(1);
    assertThat(hand.wakes.get()).isGreaterThan(wakes);
    hand.run(send);
    Future<@Nullable Void> second = sink.send(2);
    assertThat(hand.poll(second).isPending()).isTrue();
    recorder.subscription().cancel();
    assertThatThrownBy(() -> hand.poll(second)).isInstanceOf(CancellationException.class);
    assertThat(recorder.signals).containsExactly(1);
  }

  @Test
  void forwardingAFailedStreamCancelsTheSinkAndTellsTheSubscriber() {
    Recorder<Integer> recorder = new Recorder<>();
    Script<Integer> script = new Script<Integer>().fail(new IOException("upstream"));
    assertThatThrownBy(() -> hand.run(script.forward(Sink.fromSubscriber(recorder))))
        .hasMessage("upstream");
    assertThat(recorder.signals).singleElement().isInstanceOf(CancellationException.class);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void itemThatMeetsACancelledSubscriberIsHandedOver() throws Exception {
    Recorder<Token> recorder = new Recorder<>();
    Sink<Token> sink = Sink.fromSubscriber(recorder);
    assertThat(hand.poll(Futures.pollFn(sink::pollReady)).isPending()).isTrue();
    recorder.subscription().request(1);
    hand.run(Futures.pollFn(sink::pollReady));
    recorder.subscription().cancel(); // between the room and the item
    Token late = new Token(1);
    assertThatThrownBy(() -> sink.startSend(late)).isInstanceOf(CancellationException.class);
    sink.cancel();
    assertThat(late.dropped).isEqualTo(1);
    assertThat(recorder.signals).isEmpty();
  }

  /** Rule 2.13: a subscriber that throws has cancelled. */
  @Test
  void subscriberThatThrowsGetsNothingMore() {
    Recorder<Integer> onNext =
        new Recorder<>() {
          @Override
          public void onSubscribe(Subscription given) {
            given.request(5);
          }

          @Override
          public void onNext(Integer item) {
            super.onNext(item);
            throw new IllegalStateException("against the rules");
          }
        };
    assertThatThrownBy(() -> hand.run(Streams.of(1, 2).forward(Sink.fromSubscriber(onNext))))
        .hasMessage("against the rules");
    assertThat(onNext.signals).containsExactly(1);
    Recorder<Integer> onSubscribe =
        new Recorder<>() {
          @Override
          public void onSubscribe(Subscription given) {
            throw new IllegalStateException("against the rules");
          }
        };
    assertThatThrownBy(() -> hand.run(Streams.of(1, 2).forward(Sink.fromSubscriber(onSubscribe))))
        .hasMessage("against the rules");
    assertThat(onSubscribe.signals).isEmpty();
  }

  @Test
  void itemsThatAPublisherSendsAfterItsEndAreHandedOver() throws Exception {
    List<Subscriber<? super Token>> subscribers = new ArrayList<>();
    Stream<Token> stream =
        Streams.fromPublisher(
            subscriber -> {
              subscribers.add(subscriber);
              subscriber.onSubscribe(
                  new Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {}
                  });
            },
            4);
    assertThat(hand.poll(stream).isPending()).isTrue();
    subscribers.get(0).onComplete();
    assertThat(hand.poll(stream).get()).isNull();
    Token late = new Token(1);
    subscribers.get(0).onNext(late);
    assertThat(late.dropped).isEqualTo(1);
  }

  /** They are subscribers of both kinds, and a call without a cast must compile. */
  @Test
  void processorsAndSinksSubscribeToPublishersAndProcessors() {
    CollectingSink<Integer> sink = Sink.collecting();
    StreamProcessor<Integer, Integer> first = doubling();
    StreamProcessor<Integer, Integer> second = doubling();
    Streams.range(1, 4).toPublisher(hand).subscribe(first);
    first.subscribe(second);
    second.subscribe(sink.toSubscriber(hand, 4));
    hand.runTasks();
    assertThat(sink.items()).containsExactly(4, 8, 12);
    assertThat(sink.isFinished()).isTrue();
  }

  private StreamProcessor<Integer, Integer> doubling() {
    return Publishers.processor(items -> items.map(item -> 2 * item), hand, 4);
  }

  @Test
  void closedProcessorCancelsItsSubscription() {
    for (boolean usesItsInput : new boolean[] {false, true}) {
      Script<Integer> script = new Script<Integer>().block();
      StreamProcessor<Integer, Integer> processor =
          Publishers.processor(items -> usesItsInput ? items : Streams.of(1), hand, 4);
      script.toPublisher(hand).subscribe(processor);
      hand.runTasks();
      processor.close();
      processor.close();
      hand.runTasks();
      assertThat(script.cancels).isEqualTo(1);
      Recorder<Integer> late = new Recorder<>();
      processor.subscribe(late);
      hand.runTasks();
      assertThat(late.signals).singleElement().isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without nullness checks may do
  void processorWhoseTransformationGivesNullFailsAndCancelsItsSubscription() {
    Script<Integer> script = new Script<Integer>().block();
    StreamProcessor<Integer, Integer> processor = Publishers.processor(items -> null, hand, 4);
    script.toPublisher(hand).subscribe(processor);
    Recorder<Integer> recorder = new Recorder<>();
    processor.subscribe(recorder);
    hand.runTasks();
    assertThat(recorder.signals)
        .singleElement()
        .asString()
        .contains("the transformation returned null");
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void sinkOperatorsCompose() throws Exception {
    CollectingSink<String> left = Sink.collecting();
    CollectingSink<String> right = Sink.collecting();
    Sink<Integer> sink =
        left.fanout(right)
            .buffer(2)
            .<Integer>with(i -> Futures.ready("#" + i))
            .contramap(i -> i + 1);
    hand.run(Streams.range(0, 3).forward(sink));
    assertThat(left.items()).containsExactly("#1", "#2", "#3");
    assertThat(right.items()).isEqualTo(left.items());
    assertThat(left.isFinished() && right.isFinished()).isTrue();
  }

  @Test
  void bufferedSinkHandsOverWhatItHoldsWhenCancelled() throws Exception {
    Recorder<Token> recorder = new Recorder<>();
    Sink<Token> sink = Sink.<Token>fromSubscriber(recorder).buffer(2);
    Token held = new Token(1);
    hand.run(sink.feed(held));
    sink.cancel();
    assertThat(held.dropped).isEqualTo(1);
  }
}
