package weft.contracts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import weft.api.StreamsApi;
import weft.future.Future;
import weft.future.Futures;
import weft.io.AsyncRead;
import weft.streams.Backoff;
import weft.streams.Batching;
import weft.streams.Combining;
import weft.streams.FuturesOrdered;
import weft.streams.FuturesUnordered;
import weft.streams.Operator;
import weft.streams.ReactorContext;
import weft.streams.Recovering;
import weft.streams.Shared;
import weft.streams.Sharing;
import weft.streams.Stateful;
import weft.streams.Stream;
import weft.streams.StreamMap;
import weft.streams.Streams;
import weft.streams.Timing;
import weft.sync.Broadcast;
import weft.sync.Mpsc;
import weft.sync.Watch;
import weft.testkit.Pendings;
import weft.testkit.ScriptedIo;

/** Every source and every operator of {@code weft.streams}, each with what it gives. */
final class StreamSubjects {
  /** What needs a runtime and cannot be polled by hand; the test that has it instead. */
  private static final Set<String> WITH_A_RUNTIME =
      Set.of(
          "Streams.generate(Body)", // SourcesTest
          "Sharing.runOn(Handle, int)", // the same
          "Sharing.runOn(Handle, int, Consumer)", // the same
          "Streams.accepted(TcpListener)", // the same
          "Streams.fromBlockingQueue(BlockingQueue, int)", // the same
          "Streams.fromBlockingQueue(BlockingQueue, int, Consumer)"); // the same

  private static final Duration LONG = Duration.ofDays(1);
  private static final Consumer<Object> IGNORE = item -> {};

  private final List<StreamSubject> subjects = new ArrayList<>();

  private StreamSubjects() {}

  static List<StreamSubject> all() {
    StreamSubjects table = new StreamSubjects();
    table.sourcesInMemory();
    table.sourcesFromElsewhere();
    table.sourcesOfSeveral();
    table.oneItemAfterTheOther();
    table.futuresAndStreams();
    table.batching();
    table.timing();
    table.recovering();
    table.sharing();
    return table.subjects;
  }

  /** The methods that some row covers. */
  static Set<String> covered() {
    Set<String> covered = new TreeSet<>(WITH_A_RUNTIME);
    all().forEach(subject -> covered.addAll(subject.covers()));
    return covered;
  }

  /** The public methods that make streams or operators. */
  static Set<String> exposed() {
    return StreamsApi.classes().stream()
        .flatMap(type -> StreamsApi.methods(type).stream())
        .filter(
            method ->
                List.of(Stream.class, Operator.class, Shared.class, Sharing.Split.class).stream()
                    .anyMatch(maker -> maker.isAssignableFrom(method.getReturnType())))
        .map(StreamsApi::signature)
        .filter(signature -> !PARTS.contains(signature))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the rows of share, split and via make use of. */
  private static final Set<String> PARTS =
      Set.of("Shared.subscribe()", "Split.matching()", "Split.others()", "Operator.apply(Stream)");

  // ---- The rows.

  private void sourcesInMemory() {
    row("Streams.of(Object[])", () -> Streams.of(1, 2, 3), 1, 2, 3);
    row("Streams.empty()", Streams::empty);
    row("Streams.range(int, int)", () -> Streams.range(0, 5), 0, 1, 2, 3, 4);
    row(
        "Streams.iterate(Object, UnaryOperator)",
        () -> Streams.iterate(1, i -> i * 2).take(4),
        1,
        2,
        4,
        8);
    row(
        "Streams.unfold(Object, ThrowingFunction)",
        () ->
            Streams.unfold(
                1,
                state ->
                    Pendings.pendingOnce(
                        state > 3 ? null : new Streams.Step<>(state * 10, state + 1))),
        10,
        20,
        30);
    row("Streams.fromIterable(Iterable)", () -> Streams.fromIterable(List.of(1, 2)), 1, 2);
    row("Streams.fromIterator(Iterator)", () -> Streams.fromIterator(List.of(1).iterator()), 1);
    row(
        "Streams.fromJavaStream(Stream)",
        () -> Streams.fromJavaStream(java.util.stream.Stream.of(1, 2)),
        1,
        2);
    row("Streams.lazy(Supplier)", () -> Streams.lazy(StreamSubjects::three), 1, 2, 3);
  }

  private void sourcesFromElsewhere() {
    row("Streams.fromFuture(Future)", () -> Streams.fromFuture(Pendings.pendingOnce(7)), 7);
    row(
        "Streams.fromCompletionStage(CompletionStage)",
        () -> Streams.fromCompletionStage(CompletableFuture.completedFuture(7)),
        7);
    for (int hooked = 0; hooked < 2; hooked++) {
      boolean hook = hooked == 1;
      String consumer = hook ? ", Consumer" : "";
      row(
          "Streams.fromPublisher(Publisher, int" + consumer + ")",
          () -> {
            Publisher<Integer> publisher = Flux.just(1, 2, 3, 4, 5);
            return hook
                ? Streams.fromPublisher(publisher, 2, IGNORE)
                : Streams.fromPublisher(publisher, 2);
          },
          1,
          2,
          3,
          4,
          5);
      row(
          "Streams.fromFlowPublisher(Publisher, int" + consumer + ")",
          () -> {
            Flow.Publisher<Integer> publisher = FlowAdapters.toFlowPublisher(Flux.just(1, 2, 3));
            return hook
                ? Streams.fromFlowPublisher(publisher, 2, IGNORE)
                : Streams.fromFlowPublisher(publisher, 2);
          },
          1,
          2,
          3);
    }
    timedRow("Streams.interval(Duration)", () -> Streams.interval(LONG).take(3), 0L, 1L, 2L);
    row(
        "Streams.bytes(AsyncRead, int)",
        () -> Streams.bytes(reads("abcd", "ef"), 2).map(StreamSubjects::text),
        "ab",
        "cd",
        "ef");
    row(
        "Streams.lines(AsyncRead, Charset, int)",
        () -> Streams.lines(reads("on", "e\r\n\ntwo\nthr", "ee"), StandardCharsets.UTF_8, 9),
        "one",
        "",
        "two",
        "three");
    row(
        "Streams.fromReceiver(Receiver)",
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(2);
          try (Mpsc.Sender<Integer> sender = channel.sender()) {
            sender.trySend(1);
            sender.trySend(2);
          }
          return Streams.fromReceiver(channel.receiver());
        },
        1,
        2);
    row("Streams.fromReceiver(Receiver)", () -> Streams.fromReceiver(broadcast(1, 2)), 1, 2);
    row(
        "Streams.fromReceiver(Receiver, LongConsumer)",
        () -> Streams.fromReceiver(broadcast(1, 2, 3, 4, 5, 6), missed -> {}),
        3,
        4,
        5,
        6);
    row(
        "Streams.fromWatch(Receiver)",
        () -> {
          try (Watch.Sender<Integer> sender = Watch.of(0)) {
            Watch.Receiver<Integer> receiver = sender.subscribe();
            sender.set(1);
            sender.set(2);
            return Streams.fromWatch(receiver);
          }
        },
        2);
  }

  private void sourcesOfSeveral() {
    row("Streams.merge(Stream[])", () -> Streams.merge(Streams.empty(), three()), 1, 2, 3);
    row("Streams.merge(Collection)", () -> Streams.merge(List.of(three())), 1, 2, 3);
    row("Streams.concat(Stream[])", () -> Streams.concat(three(), Streams.of(4)), 1, 2, 3, 4);
    row(
        "Streams.concat(Collection)",
        () -> Streams.concat(List.of(three(), three())),
        1,
        2,
        3,
        1,
        2,
        3);
    row(
        "Streams.zip(Collection)",
        () -> Streams.zip(List.of(three(), Streams.of(10, 20))),
        List.of(1, 10),
        List.of(2, 20));
    row(
        "Streams.combineLatest(Collection, ThrowingFunction)",
        () -> Streams.<Integer, Integer>combineLatest(List.of(three()), all -> all.get(0)),
        1,
        2,
        3);
    row(
        "Streams.interleave(Collection)",
        () -> Streams.interleave(List.of(three(), Streams.of(10))),
        1,
        10,
        2,
        3);
    timedRow(
        "Streams.retry(Supplier, Backoff)",
        () -> Streams.retry(failingAtFirst(), Backoff.fixed(1, LONG)),
        1,
        2,
        3);
    row(
        "Streams.retry(Supplier, Backoff, Predicate)",
        () ->
            Streams.retry(failingAtFirst(), Backoff.immediately(1), IOException.class::isInstance),
        1,
        2,
        3);
    timedRow(
        "Streams.repeat(Supplier, Backoff)",
        () -> Streams.repeat(StreamSubjects::three, Backoff.fixed(1, LONG)),
        1,
        2,
        3,
        1,
        2,
        3);
    row(
        "StreamMap.create()",
        () -> {
          StreamMap<String, Integer> map = StreamMap.create();
          map.put("key", three());
          return map.map(entry -> entry.key() + entry.item());
        },
        "key1",
        "key2",
        "key3");
    row(
        "FuturesUnordered.create()",
        () -> {
          FuturesUnordered<Integer> set = FuturesUnordered.create();
          set.add(Pendings.pendingOnce(1));
          set.add(Pendings.pendingOnce(2));
          return set;
        },
        1,
        2);
    row("FuturesOrdered.create()", () -> filled(FuturesOrdered.create()), 1, 2);
    row("FuturesOrdered.create(Consumer)", () -> filled(FuturesOrdered.create(IGNORE)), 1, 2);
  }

  private void oneItemAfterTheOther() {
    row("Stream.map(ThrowingFunction)", () -> three().map(i -> i * 10), 10, 20, 30);
    row("Stream.filter(Predicate)", () -> three().filter(i -> i != 2), 1, 3);
    row(
        "Stream.filterMap(ThrowingFunction)",
        () -> three().filterMap(i -> i == 2 ? null : "#" + i),
        "#1",
        "#3");
    row("Stream.peek(Consumer)", () -> three().peek(i -> {}), 1, 2, 3);
    row("Stream.scan(Object, BiFunction)", () -> three().scan(0, Integer::sum), 1, 3, 6);
    row("Stream.take(long)", () -> three().take(2), 1, 2);
    row("Stream.takeWhile(Predicate)", () -> three().takeWhile(i -> i < 3), 1, 2);
    row("Stream.takeUntil(Future)", () -> three().takeUntil(Futures.pending()), 1, 2, 3);
    row(
        "Combining.takeUntil(Future)",
        () -> three().via(Combining.takeUntil(Futures.pending())),
        1,
        2,
        3);
    row("Stream.skip(long)", () -> three().skip(2), 3);
    row("Stream.skipWhile(Predicate)", () -> three().skipWhile(i -> i < 2), 2, 3);
    row(
        "Stream.distinctUntilChanged()",
        () -> Streams.of(1, 1, 2, 1).distinctUntilChanged(),
        1,
        2,
        1);
    row(
        "Stateful.distinctUntilChanged(ThrowingFunction)",
        () -> Streams.of(1, 3, 2).via(Stateful.<Integer>distinctUntilChanged(i -> i % 2)),
        1,
        2);
    row(
        "Stream.enumerate()",
        () -> Streams.of("a", "b").enumerate().map(each -> each.index() + each.item()),
        "0a",
        "1b");
    row(
        "Stateful.pairwise(BiFunction)",
        () -> three().via(Stateful.<Integer, Integer>pairwise((a, b) -> a * 10 + b)),
        12,
        23);
    row(
        "Operator.andThen(Operator)",
        () -> three().via(Batching.<Integer>chunks(2).andThen(chunks -> chunks.map(List::size))),
        2,
        1);
    row("Stream.via(Operator)", () -> three().via(upstream -> upstream.map(i -> -i)), -1, -2, -3);
    row(
        "ReactorContext.write(Function)",
        () ->
            three()
                .map(i -> i + ReactorContext.current().<Integer>get("more"))
                .via(ReactorContext.write(context -> context.put("more", 10))),
        11,
        12,
        13);
  }

  private void futuresAndStreams() {
    row(
        "Stream.mapAsync(int, ThrowingFunction)",
        () -> three().mapAsync(2, StreamSubjects::later),
        1,
        2,
        3);
    row(
        "Batching.mapAsync(int, ThrowingFunction, Consumer)",
        () -> three().via(Batching.<Integer, Integer>mapAsync(2, StreamSubjects::later, IGNORE)),
        1,
        2,
        3);
    row(
        "Stream.mapAsyncUnordered(int, ThrowingFunction)",
        () -> three().mapAsyncUnordered(1, StreamSubjects::later),
        1,
        2,
        3);
    row("Stream.flatMap(int, ThrowingFunction)", () -> three().flatMap(1, Streams::of), 1, 2, 3);
    row(
        "Stream.concatMap(ThrowingFunction)",
        () -> three().concatMap(i -> Streams.of(i, i)),
        1,
        1,
        2,
        2,
        3,
        3);
    row(
        "Combining.switchMap(ThrowingFunction)",
        () -> Streams.of(1).via(Combining.<Integer, Integer>switchMap(i -> three())),
        1,
        2,
        3);
    row(
        "Combining.flatten(int)",
        () -> Streams.<Stream<? extends Integer>>of(three()).via(Combining.flatten(2)),
        1,
        2,
        3);
    row("Stream.chain(Stream)", () -> three().chain(Streams.of(4)), 1, 2, 3, 4);
    row("Stream.merge(Stream)", () -> three().merge(Streams.empty()), 1, 2, 3);
    row("Stream.zip(Stream, BiFunction)", () -> three().zip(Streams.of(1, 1), Integer::sum), 2, 3);
    row(
        "Combining.combineLatest(Stream, BiFunction)",
        () ->
            Streams.of(1)
                .via(
                    Combining.<Integer, Integer, Integer>combineLatest(
                        Streams.of(10), Integer::sum)),
        11);
    row(
        "Combining.interleave(Stream)",
        () -> three().via(Combining.interleave(Streams.of(10))),
        1,
        10,
        2,
        3);
    row(
        "Stateful.groupBy(ThrowingFunction, int, int)",
        () ->
            three()
                .via(Stateful.<Integer, Integer>groupBy(i -> 0, 1, 1))
                .flatMap(1, group -> group),
        1,
        2,
        3);
    row(
        "Stateful.groupBy(ThrowingFunction, int, int, Consumer)",
        () ->
            three()
                .via(Stateful.<Integer, Integer>groupBy(i -> 0, 1, 1, IGNORE))
                .flatMap(1, group -> group),
        1,
        2,
        3);
  }

  private void batching() {
    List<Object> chunks = List.of(List.of(1, 2), List.of(3));
    row("Stream.chunks(int)", () -> three().chunks(2), chunks.toArray());
    row("Batching.chunks(int)", () -> three().via(Batching.chunks(2)), chunks.toArray());
    row(
        "Batching.chunks(int, Consumer)",
        () -> three().via(Batching.<Integer>chunks(2, IGNORE)),
        chunks.toArray());
    row(
        "Batching.chunksTimeout(int, Duration)",
        () -> three().via(Batching.chunksTimeout(2, LONG)),
        chunks.toArray());
    row(
        "Batching.chunksTimeout(int, Duration, Consumer)",
        () -> three().via(Batching.<Integer>chunksTimeout(2, LONG, IGNORE)),
        chunks.toArray());
    row(
        "Batching.window(int)",
        () -> three().via(Batching.<Integer>window(2)).concatMap(window -> window),
        1,
        2,
        3);
    row(
        "Batching.window(int, Consumer)",
        () -> three().via(Batching.<Integer>window(2, IGNORE)).concatMap(window -> window),
        1,
        2,
        3);
    row("Batching.buffer(int)", () -> three().via(Batching.buffer(2)), 1, 2, 3);
    row(
        "Batching.buffer(int, Consumer)",
        () -> three().via(Batching.<Integer>buffer(2, IGNORE)),
        1,
        2,
        3);
    // What is merged depends on what is there at once: one item always is.
    row(
        "Batching.conflate(BinaryOperator)",
        () -> Streams.of(1).via(Batching.<Integer>conflate(Integer::sum)),
        1);
    row("Batching.latest()", () -> Streams.of(1).via(Batching.latest()), 1);
    row("Batching.latest(Consumer)", () -> Streams.of(1).via(Batching.<Integer>latest(IGNORE)), 1);
  }

  private void timing() {
    timedRow("Timing.throttle(Duration)", () -> three().via(Timing.throttle(LONG)), 1, 2, 3);
    row("Timing.debounce(Duration)", () -> three().via(Timing.debounce(LONG)), 3);
    row(
        "Timing.debounce(Duration, Consumer)",
        () -> three().via(Timing.<Integer>debounce(LONG, IGNORE)),
        3);
    row("Timing.sample(Duration)", () -> three().via(Timing.sample(LONG)), 3);
    row(
        "Timing.sample(Duration, Consumer)",
        () -> three().via(Timing.<Integer>sample(LONG, IGNORE)),
        3);
    row("Timing.timeoutTotal(Duration)", () -> three().via(Timing.timeoutTotal(LONG)), 1, 2, 3);
    row("Stream.timeout(Duration)", () -> three().timeout(LONG), 1, 2, 3);
  }

  private void recovering() {
    row(
        "Stream.recover(ThrowingFunction)",
        () -> broken().recover(failure -> Streams.of(8, 9)),
        1,
        8,
        9);
    row(
        Set.of("Recovering.recoverItem(ThrowingFunction)", "Streams.failed(Exception)"),
        () -> broken().via(Recovering.<Integer>recoverItem(failure -> 8)),
        1,
        8);
    row("Recovering.endOnFailure()", () -> broken().via(Recovering.endOnFailure()), 1);
    row(
        "Recovering.mapError(ThrowingFunction)",
        () ->
            broken()
                .via(Recovering.mapError(IllegalStateException::new))
                .via(Recovering.endOnFailure()),
        1);
    row(
        "Recovering.mapOrSkip(ThrowingFunction, BiConsumer)",
        () ->
            three()
                .via(
                    Recovering.<Integer, Integer>mapOrSkip(
                        i -> {
                          if (i == 2) {
                            throw new IOException("two");
                          }
                          return i;
                        },
                        (item, failure) -> {})),
        1,
        3);
  }

  private void sharing() {
    HandyServices spawner = HandyServices.paused();
    row(
        "Sharing.runOn(Spawner, int)",
        () -> three().via(Sharing.<Integer>runOn(spawner, 2)),
        1,
        2,
        3);
    row(
        "Sharing.runOn(Spawner, int, Consumer)",
        () -> three().via(Sharing.<Integer>runOn(spawner, 2, IGNORE)),
        1,
        2,
        3);
    row("Sharing.share(Stream, int)", () -> onlySubscriber(Sharing.share(three(), 2)), 1, 2, 3);
    row(
        "Sharing.share(Stream, int, ThrowingFunction, Consumer)",
        () -> onlySubscriber(Sharing.share(three(), 2, i -> i * 10, IGNORE)),
        10,
        20,
        30);
    row(
        "Sharing.split(Stream, Predicate, int)",
        () -> bothParts(Sharing.<Integer>split(three(), i -> i < 4, 2)),
        1,
        2,
        3);
    row(
        "Sharing.split(Stream, Predicate, int, Consumer)",
        () -> bothParts(Sharing.<Integer>split(three(), i -> i < 4, 2, IGNORE)),
        1,
        2,
        3);
  }

  // ---- Small helps.

  private void row(String covers, Supplier<Stream<?>> make, Object... items) {
    row(Set.of(covers), make, items);
  }

  private void row(Set<String> covers, Supplier<Stream<?>> make, Object... items) {
    subjects.add(new StreamSubject(covers, make, List.of(items), false));
  }

  private void timedRow(String covers, Supplier<Stream<?>> make, Object... items) {
    subjects.add(new StreamSubject(Set.of(covers), make, List.of(items), true));
  }

  private static Stream<Integer> three() {
    return Streams.of(1, 2, 3);
  }

  private static Stream<Integer> broken() {
    return Streams.concat(Streams.of(1), Streams.failed(new IOException("broken")));
  }

  private static Supplier<Stream<Integer>> failingAtFirst() {
    int[] attempts = {0};
    return () ->
        attempts[0]++ == 0 ? Streams.failed(new IOException("the first attempt")) : three();
  }

  private static Future<Integer> later(int item) {
    return Pendings.pendingOnce(item);
  }

  private static FuturesOrdered<Integer> filled(FuturesOrdered<Integer> queue) {
    queue.add(Pendings.interleavePending(Pendings.pendingOnce(1)));
    queue.add(Futures.ready(2));
    return queue;
  }

  private static Broadcast.Receiver<Integer> broadcast(int... values) {
    try (Broadcast.Sender<Integer> sender = Broadcast.bounded(4)) {
      Broadcast.Receiver<Integer> receiver = sender.subscribe();
      for (int value : values) {
        sender.send(value);
      }
      return receiver;
    }
  }

  private static AsyncRead reads(String... parts) {
    ScriptedIo.Builder script = ScriptedIo.script();
    for (String part : parts) {
      script.read(part);
    }
    return script.build();
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static <T> Stream<T> onlySubscriber(Shared<T> shared) {
    Stream<T> subscriber = shared.subscribe();
    shared.close();
    return subscriber;
  }

  private static <T> Stream<T> bothParts(Sharing.Split<T> split) {
    return split.matching().merge(split.others());
  }
}
