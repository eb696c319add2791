package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.context.ContextRegistry;
import io.reactivex.rxjava3.core.Flowable;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.streams.Publishers;
import weft.streams.ReactorContext;
import weft.streams.Sharing;
import weft.streams.Sink;
import weft.streams.Stream;
import weft.streams.StreamProcessor;
import weft.streams.Streams;
import weft.sync.Mpsc;
import weft.task.TaskLocal;
import weft.testkit.Pendings;

/** Reactor's context, thread-locals and task-locals cross the bridge in both directions. */
class ContextInteropTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String TENANT_KEY = "tenant";
  private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();
  private static final TaskLocal<String> USER = TaskLocal.named("user");
  private static final TaskLocal<String> LINKED = TaskLocal.named("linked");

  @BeforeAll
  static void register() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(TENANT_KEY, TENANT::get, TENANT::set, TENANT::remove);
    ReactorContext.link("linked", LINKED);
  }

  @AfterAll
  static void unregister() {
    Schedulers.shutdownNow();
    ContextRegistry.getInstance().removeThreadLocalAccessor(TENANT_KEY);
  }

  // ---- From a subscriber to the stream that it reads

  @ParameterizedTest
  @EnumSource
  void streamSeesTheContextOfItsSubscriber(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Flux<String> flux =
          Flux.from(
              Publishers.cold(
                  () ->
                      Streams.range(0, 3)
                          .map(i -> i + ReactorContext.current().<String>get("user")),
                  runtime.spawner()));
      assertThat(flux.contextWrite(Context.of("user", "ada")).collectList().block(LONG))
          .containsExactly("0ada", "1ada", "2ada");
      assertThat(flux.contextWrite(Context.of("user", "bob")).collectList().block(LONG))
          .containsExactly("0bob", "1bob", "2bob");
      assertThatThrownBy(() -> flux.collectList().block(LONG))
          .isInstanceOf(NoSuchElementException.class);
    }
  }

  /** Many subscribers at once, whose streams change workers at every item. */
  @ParameterizedTest
  @EnumSource
  void everyPollOnEveryWorkerHasTheValuesOfItsSubscriber(RunningRuntime.Kind kind)
      throws Exception {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      long start = System.nanoTime();
      do {
        List<Set<String>> seen = seenByFifty(runtime, threads);
        for (int number = 0; number < 50; number++) {
          assertThat(seen.get(number)).containsExactly("t" + number + "u" + number + "l" + number);
        }
      } while (kind == RunningRuntime.Kind.MULTI_THREAD
          && threads.size() == 1 // the thread of the other worker may be late
          && System.nanoTime() - start < LONG.toNanos());
      for (int i = 0; i < 50; i++) { // nothing stays behind on the workers
        Mono<Boolean> clean =
            Mono.from(
                Publishers.fromFuture(
                    Futures.<Boolean>lazy(
                        () ->
                            TENANT.get() == null
                                && USER.tryGet() == null
                                && ReactorContext.current().isEmpty()),
                    runtime.spawner()));
        assertThat(clean.block(LONG)).isTrue();
      }
    }
    if (kind == RunningRuntime.Kind.MULTI_THREAD) {
      assertThat(threads).hasSizeGreaterThan(1);
    }
  }

  private static List<Set<String>> seenByFifty(RunningRuntime runtime, Set<String> threads) {
    List<Mono<Set<String>>> all =
        IntStream.range(0, 50)
            .mapToObj(
                number -> {
                  Stream<Integer> yielding =
                      Pendings.interleavePending(Streams.range(0, 200))
                          .mapAsync(1, i -> Futures.yieldNow().map(done -> i));
                  Flux<String> flux =
                      Flux.from(
                          yielding
                              .map(
                                  i -> {
                                    threads.add(Thread.currentThread().getName());
                                    return TENANT.get()
                                        + ReactorContext.current().get("user")
                                        + LINKED.get();
                                  })
                              .toPublisher(runtime.spawner()));
                  Context context =
                      Context.of(
                          TENANT_KEY, "t" + number, "user", "u" + number, "linked", "l" + number);
                  return flux.collect(Collectors.toSet()).contextWrite(context);
                })
            .toList();
    return Flux.mergeSequential(all, 50, 1).collectList().block(LONG);
  }

  /** What one subscriber's context has and the other's has not is not left over for the other. */
  @ParameterizedTest
  @EnumSource
  void valueThatASubscriberHasNotIsUnset(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Flux<Boolean> known =
          Flux.from(
              Publishers.cold(
                  () -> Streams.range(0, 100).map(i -> TENANT.get() != null), runtime.spawner()));
      List<Boolean> with =
          known.contextWrite(Context.of(TENANT_KEY, "x")).distinct().collectList().block(LONG);
      List<Boolean> without = known.distinct().collectList().block(LONG);
      assertThat(with).containsExactly(true);
      assertThat(without).containsExactly(false);
    }
  }

  @ParameterizedTest
  @EnumSource
  void boundariesAndStraightLineCodeKeepTheContext(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Stream<String> stream =
          Streams.<Integer>generate(
                  out -> {
                    for (int i = 0; i < 3; i++) {
                      assertThat(here()).isEqualTo("acme/ada");
                      out.emit(i);
                    }
                  })
              .map(i -> i + here())
              .via(Sharing.runOn(runtime.spawner(), 2))
              .map(text -> text + here());
      assertThat(
              Flux.from(stream.toPublisher(runtime.spawner()))
                  .contextWrite(Context.of(TENANT_KEY, "acme", "user", "ada"))
                  .collectList()
                  .block(LONG))
          .containsExactly("0acme/adaacme/ada", "1acme/adaacme/ada", "2acme/adaacme/ada");
    }
  }

  private static String here() {
    return TENANT.get() + "/" + ReactorContext.current().get("user");
  }

  @Test
  void subscribersWithoutAContextAreServedAsEver() throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(RunningRuntime.Kind.MULTI_THREAD)) {
      Flowable.fromPublisher(
              Streams.range(0, 3)
                  .map(i -> ReactorContext.current().isEmpty())
                  .toPublisher(runtime.spawner()))
          .test()
          .awaitDone(20, TimeUnit.SECONDS)
          .assertValues(true, true, true);
    }
  }

  // ---- From a stream to the publisher that it reads

  private static Flux<String> told() {
    return Flux.deferContextual(
        context ->
            Flux.just(
                context.getOrDefault("user", "-")
                    + context.getOrDefault(TENANT_KEY, "-")
                    + context.getOrDefault("linked", "-")));
  }

  @ParameterizedTest
  @EnumSource
  void publisherIsToldTheContextOfTheStream(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Future<List<String>> plain = Streams.<String>fromPublisher(told(), 2).toList();
      assertThat(runtime.get(plain)).containsExactly("---");
      Future<List<String>> written =
          Streams.<String>fromPublisher(told(), 2)
              .via(ReactorContext.write(context -> context.put("user", "ada")))
              .toList();
      assertThat(runtime.get(written)).containsExactly("ada--");
      Future<List<String>> linked =
          LINKED.scope("l", Streams.<String>fromPublisher(told(), 2).toList());
      assertThat(runtime.get(linked)).containsExactly("--l");
      assertThat(runtime.get(LINKED.scope("m", Publishers.first(told())))).isEqualTo("--m");
    }
  }

  @Test
  void publisherIsToldTheThreadLocalsOfTheThreadThatPolls() throws Exception {
    try (weft.runtime.WeftRuntime runtime = weft.runtime.WeftRuntime.currentThread()) {
      TENANT.set("mine");
      try {
        assertThat(runtime.blockOn(Streams.<String>fromPublisher(told(), 2).toList()))
            .containsExactly("-mine-");
        assertThat(TENANT.get()).isEqualTo("mine");
      } finally {
        TENANT.remove();
      }
    }
  }

  // ---- Subscribers, sinks and processors

  @ParameterizedTest
  @EnumSource
  void sinkAsASubscriberHasTheContextInWhichItWasMade(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      for (boolean within : new boolean[] {true, false}) {
        Mpsc<String> channel = Mpsc.bounded(4);
        Future<Boolean> subscribing =
            Futures.lazy(
                () -> {
                  Sink<String> sink =
                      Sink.toSender(channel.sender())
                          .with(text -> Futures.lazy(() -> text + LINKED.tryGet()));
                  told().subscribe(sink.toSubscriber(runtime.spawner(), 4));
                  return true;
                });
        runtime.get(within ? LINKED.scope("l", subscribing) : subscribing);
        assertThat(runtime.get(Streams.fromReceiver(channel.receiver()).toList()))
            .containsExactly(within ? "--ll" : "---null");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamThatIsForwardedToASubscriberSeesItsContext(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Flux<String> forwarded =
          Flux.from(
              subscriber -> {
                Sink<String> sink =
                    Sink.<String>fromSubscriber(subscriber)
                        .buffer(2)
                        .contramap((String text) -> text + "!");
                Stream<String> stream =
                    Streams.range(0, 2)
                        .map(
                            i ->
                                i
                                    + ReactorContext.current().getOrDefault("user", "-")
                                    + TENANT.get()
                                    + LINKED.tryGet()
                                    + USER.tryGet());
                runtime.spawner().spawn(USER.scope("own", stream.forward(sink)));
              });
      assertThat(
              forwarded
                  .contextWrite(Context.of("user", "ada", TENANT_KEY, "acme", "linked", "l"))
                  .collectList()
                  .block(LONG))
          .containsExactly("0adaacmelown!", "1adaacmelown!");
      assertThat(forwarded.collectList().block(LONG))
          .containsExactly("0-nullnullown!", "1-nullnullown!");
    }
  }

  @ParameterizedTest
  @EnumSource
  void processorHandsTheContextOfItsSubscriberOn(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      StreamProcessor<String, String> processor =
          Publishers.processor(
              stream -> stream.map(text -> text + ReactorContext.current().get("user")),
              runtime.spawner(),
              4);
      Mono<List<String>> all =
          Flux.from(processor)
              .doOnSubscribe(subscription -> told().subscribe(processor))
              .contextWrite(Context.of("user", "ada", TENANT_KEY, "acme"))
              .collectList();
      assertThat(all.block(LONG)).containsExactly("adaacme-ada");
    }
  }

  /** Reactor asks a processor for its context before there is a subscriber. */
  @Test
  void processorWithoutASubscriberHasTheContextInWhichItWasMade() throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(RunningRuntime.Kind.MULTI_THREAD)) {
      Future<List<String>> all =
          LINKED.scope(
              "l",
              Futures.lazy(
                      () -> {
                        StreamProcessor<String, String> processor =
                            Publishers.processor(stream -> stream, runtime.spawner(), 4);
                        told().subscribe(processor);
                        return processor;
                      })
                  .then(processor -> Streams.<String>fromPublisher(processor, 4).toList()));
      assertThat(runtime.get(all)).containsExactly("--l");
    }
  }

  // ---- Through several

  @ParameterizedTest
  @EnumSource
  void contextOfTheLastReachesTheFirstThroughStreams(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Stream<String> inBetween =
          Streams.<String>fromPublisher(told().publishOn(Schedulers.parallel()), 2)
              .via(Sharing.runOn(runtime.spawner(), 2))
              .map(text -> text + "!");
      assertThat(
              Flux.from(inBetween.toPublisher(runtime.spawner()))
                  .publishOn(Schedulers.boundedElastic())
                  .contextWrite(Context.of("user", "ada", TENANT_KEY, "acme", "linked", "l"))
                  .collectList()
                  .block(LONG))
          .containsExactly("adaacmel!");
    }
  }

  @ParameterizedTest
  @EnumSource
  void taskLocalsReachStreamsFurtherUpThroughReactor(RunningRuntime.Kind kind) throws Exception {
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Flux<String> flux =
          Flux.range(0, 3)
              .publishOn(Schedulers.parallel())
              .concatMap(
                  i ->
                      Flux.from(
                          Streams.of(i)
                              .map(item -> item + USER.get())
                              .toPublisher(runtime.spawner())));
      assertThat(runtime.get(USER.scope("ada", Streams.<String>fromPublisher(flux, 2).toList())))
          .containsExactly("0ada", "1ada", "2ada");
    }
  }

  @ParameterizedTest
  @EnumSource
  void automaticPropagationHasTaskLocalsOnReactorsThreads(RunningRuntime.Kind kind)
      throws Exception {
    Hooks.enableAutomaticContextPropagation();
    try (RunningRuntime runtime = RunningRuntime.start(kind)) {
      Flux<String> flux =
          Flux.range(0, 3)
              .publishOn(Schedulers.parallel())
              .map(i -> i + USER.get() + Thread.currentThread().getName().split("-")[0]);
      assertThat(runtime.get(USER.scope("ada", Streams.<String>fromPublisher(flux, 2).toList())))
          .containsExactly("0adaparallel", "1adaparallel", "2adaparallel");
      assertThat(
              Flux.from(
                      Streams.range(0, 2).map(i -> i + TENANT.get()).toPublisher(runtime.spawner()))
                  .map(text -> text + TENANT.get())
                  .contextWrite(Context.of(TENANT_KEY, "x"))
                  .collectList()
                  .block(LONG))
          .containsExactly("0xx", "1xx");
    } finally {
      Hooks.disableAutomaticContextPropagation();
    }
  }

  @Test
  void taskLocalsAreFoundByContextPropagationItself() {
    assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
        .extracting(accessor -> accessor.key().toString())
        .contains("weft.task-locals");
  }

  // ---- Without the libraries

  @Test
  void withoutContextPropagationTheContextItselfIsCarried() throws Exception {
    assertThat(IsolatedBridge.run(IsolatedBridge.WithReactor.class, "context-propagation", "slf4j"))
        .isEqualTo("no context-propagation: ada ada");
  }

  @Test
  void withoutReactorTheBridgeWorks() throws Exception {
    assertThat(
            IsolatedBridge.run(
                IsolatedBridge.Alone.class, "context-propagation", "slf4j", "reactor"))
        .isEqualTo("no reactor, no context-propagation: [0, 1, 2] ada");
  }
}
