package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.streams.Publishers;
import weft.streams.Sharing;
import weft.streams.Sink;
import weft.streams.Stream;
import weft.streams.Streams;

@ParameterizedClass
@EnumSource
class ReactorInteropTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private final RunningRuntime runtime;

  ReactorInteropTest(RunningRuntime.Kind kind) {
    runtime = RunningRuntime.start(kind);
  }

  /** Reactor's threads would stay as long as the JVM; they are made anew where they are needed. */
  @AfterAll
  static void endThreadsOfReactor() {
    Schedulers.shutdownNow();
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
  }

  @Test
  void streamAsFluxFollowsAScriptOfDemand() {
    StepVerifier.create(Flux.from(Streams.range(0, 5).toPublisher(runtime.handle())), 0)
        .expectSubscription()
        .thenRequest(2)
        .expectNext(0, 1)
        .thenRequest(1)
        .expectNext(2)
        .thenRequest(2)
        .expectNext(3, 4)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void streamOfKnownLengthCompletesWithoutFurtherDemand() {
    StepVerifier.create(
            Flux.from(Streams.range(0, 3).map(i -> i * 2).toPublisher(runtime.handle())), 3)
        .expectNext(0, 2, 4)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void failureKeepsItsType() {
    StepVerifier.create(
            Streams.<Integer>concat(Streams.of(1), Streams.failed(new IOException("broken")))
                .toPublisher(runtime.handle()))
        .expectNext(1)
        .expectErrorSatisfies(
            failure -> assertThat(failure).isInstanceOf(IOException.class).hasMessage("broken"))
        .verify(LONG);
  }

  @Test
  void cancelFromReactorCancelsTheStream() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    Stream<Integer> endless = new OnCancel<>(Streams.iterate(0, i -> i + 1), cancelled::countDown);
    StepVerifier.create(Flux.from(endless.toPublisher(runtime.handle())).take(3))
        .expectNext(0, 1, 2)
        .expectComplete()
        .verify(LONG);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void secondSubscriberOfOneStreamGetsAnError() {
    Flux<Integer> flux = Flux.from(Streams.of(1).toPublisher(runtime.handle()));
    StepVerifier.create(flux).expectNext(1).expectComplete().verify(LONG);
    StepVerifier.create(flux).expectError(IllegalStateException.class).verify(LONG);
  }

  @Test
  void coldPublisherServesRetries() {
    AtomicInteger attempts = new AtomicInteger();
    Flux<Integer> flux =
        Flux.from(
                Publishers.cold(
                    () ->
                        attempts.incrementAndGet() < 3
                            ? Streams.<Integer>failed(new IOException("not yet"))
                            : Streams.of(7),
                    runtime.handle()))
            .retry(5);
    StepVerifier.create(flux).expectNext(7).expectComplete().verify(LONG);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void fluxAsStreamIsAskedForItsPrefetchAndMoreAtThreeQuarters() throws Exception {
    TestPublisher<Integer> publisher = TestPublisher.create();
    AtomicLong requested = new AtomicLong();
    Stream<Integer> stream =
        Streams.fromPublisher(publisher.flux().doOnRequest(requested::addAndGet), 4);
    CountDownLatch three = new CountDownLatch(3);
    var task = runtime.handle().spawn(stream.peek(i -> three.countDown()).toList());
    publisher.assertMaxRequested(4); // waits for nothing: whatever was requested is at most that
    runtime.get(until(() -> requested.get() == 4));
    publisher.next(1, 2, 3);
    assertThat(three.await(20, TimeUnit.SECONDS)).isTrue();
    runtime.get(until(() -> requested.get() == 7));
    publisher.next(4).complete();
    assertThat(task.blockingJoin(LONG)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void bigFluxThroughAStreamAndBack() {
    Flux<Integer> there = Flux.range(0, 100_000);
    Stream<Integer> inBetween =
        Streams.<Integer>fromPublisher(there, 64).map(i -> i + 1).filter(i -> i % 2 == 0);
    StepVerifier.create(
            Flux.from(inBetween.toPublisher(runtime.handle()))
                .publishOn(Schedulers.parallel())
                .reduce(0L, Long::sum))
        .expectNext(2_500_050_000L)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void fluxFromAnotherSchedulerIsReadInOrder() throws Exception {
    Stream<Integer> stream =
        Streams.fromPublisher(Flux.range(0, 10_000).publishOn(Schedulers.boundedElastic()), 16);
    List<Integer> items = runtime.get(stream.toList());
    assertThat(items).hasSize(10_000).isSorted();
  }

  @Test
  void errorOfAFluxIsTheStreamsFailureAfterTheItems() {
    Stream<Integer> stream =
        Streams.fromPublisher(Flux.concat(Flux.just(1, 2), Flux.error(new IOException("flux"))), 8);
    AtomicInteger seen = new AtomicInteger();
    assertThatThrownBy(() -> runtime.get(stream.forEach(i -> seen.incrementAndGet())))
        .isInstanceOf(IOException.class)
        .hasMessage("flux");
    assertThat(seen).hasValue(2);
  }

  @Test
  void cancelledStreamCancelsTheFlux() throws Exception {
    PublisherProbe<Integer> probe = PublisherProbe.of(Flux.range(0, 1_000));
    Stream<Integer> stream = Streams.fromPublisher(probe.flux(), 8);
    assertThat(runtime.get(stream.first())).isEqualTo(0);
    probe.assertWasCancelled();
  }

  @Test
  void streamThatIsNeverPolledDoesNotSubscribe() {
    PublisherProbe<Integer> probe = PublisherProbe.of(Flux.just(1));
    Streams.fromPublisher(probe.flux(), 8).cancel();
    probe.assertWasNotSubscribed();
  }

  @Test
  void monoBothWays() throws Exception {
    assertThat(runtime.get(Publishers.first(Mono.just(5).delayElement(Duration.ofMillis(5)))))
        .isEqualTo(5);
    assertThat(runtime.get(Publishers.<Integer>first(Mono.empty()))).isNull();
    assertThatThrownBy(() -> runtime.get(Publishers.first(Mono.error(new IOException("m")))))
        .isInstanceOf(IOException.class);
    StepVerifier.create(Mono.from(Publishers.fromFuture(Futures.ready("x"), runtime.handle())))
        .expectNext("x")
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void sinkAsSubscriberOfAFlux() throws Exception {
    var channel = weft.sync.Mpsc.<Integer>bounded(4);
    Flux.range(0, 1_000)
        .subscribe(Sink.toSender(channel.sender()).toSubscriber(runtime.handle(), 8));
    List<Integer> items = runtime.get(Streams.fromReceiver(channel.receiver()).toList());
    assertThat(items).hasSize(1_000).isSorted();
  }

  @Test
  void processorInsideAReactorPipeline() {
    var doubled =
        Publishers.<Integer, Integer>processor(
            stream -> stream.map(i -> i * 2).via(Sharing.runOn(runtime.handle()::spawn, 16)),
            runtime.handle(),
            16);
    Flux.range(0, 5_000).subscribe(doubled);
    StepVerifier.create(Flux.from(doubled).count())
        .expectNext(5_000L)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void operatorsOfBothSidesMixed() {
    Flux<List<Integer>> flux =
        Flux.from(
            Streams.range(0, 10)
                .flatMap(
                    3,
                    i ->
                        Streams.<Integer>fromPublisher(
                            Flux.just(i, i).delayElements(Duration.ofMillis(1)), 2))
                .chunks(5)
                .toPublisher(runtime.handle()));
    StepVerifier.create(flux.flatMapIterable(chunk -> chunk).collectList())
        .assertNext(all -> assertThat(all).hasSize(20))
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void badRequestIsAnErrorAndNothingComesAfterIt() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger late = new AtomicInteger();
    Streams.range(0, 1_000_000)
        .toPublisher(runtime.handle())
        .subscribe(
            new org.reactivestreams.Subscriber<Integer>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(10);
                subscription.request(-3);
              }

              @Override
              public void onNext(Integer item) {
                if (failed.getCount() == 0) {
                  late.incrementAndGet();
                }
              }

              @Override
              public void onError(Throwable failure) {
                assertThat(failure)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3.9")
                    .hasMessageContaining("-3");
                failed.countDown();
              }

              @Override
              public void onComplete() {}
            });
    assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(late).hasValue(0);
  }

  @Test
  void shutdownOfTheRuntimeEndsSubscriptionsWithAnError() throws Exception {
    WeftRuntime other = WeftRuntime.create();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    Throwable[] failure = new Throwable[1];
    Streams.interval(Duration.ofMillis(1))
        .toPublisher(other.handle())
        .subscribe(
            new BaseSubscriber<Long>() {
              @Override
              protected void hookOnNext(Long value) {
                first.countDown();
              }

              @Override
              protected void hookOnError(Throwable thrown) {
                failure[0] = thrown;
                failed.countDown();
              }
            });
    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
    other.close();
    assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failure[0]).isInstanceOf(CancellationException.class);
    StepVerifier.create(Streams.of(1).toPublisher(other.handle()))
        .expectError(CancellationException.class)
        .verify(LONG);
  }

  private static weft.future.Future<Void> until(java.util.function.BooleanSupplier condition) {
    return cx -> {
      if (condition.getAsBoolean()) {
        return weft.future.Poll.done();
      }
      cx.defer();
      return weft.future.Poll.pending();
    };
  }
}
