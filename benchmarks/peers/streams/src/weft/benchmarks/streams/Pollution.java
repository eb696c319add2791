package weft.benchmarks.streams;

import io.reactivex.rxjava3.core.Flowable;
import io.smallrye.mutiny.Multi;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import weft.runtime.WeftRuntime;
import weft.streams.Streams;

/**
 * Other pipelines, the same ones through every library, so that no call site is left with one
 * receiver.
 */
final class Pollution {
  private static final int ROUNDS = 400;
  private static final int ITEMS = 500;
  private static final List<Integer> LIST = IntStream.range(0, ITEMS).boxed().toList();

  private Pollution() {}

  static long run(WeftRuntime runtime) throws Exception {
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      seen += weft(runtime, round) + reactor(round) + rxJava(round) + mutiny(round) + jdk(round);
    }
    return seen;
  }

  private static Iterator<Integer> threes() {
    return Stream.iterate(1, i -> i + 3).limit(ITEMS).iterator();
  }

  private static long weft(WeftRuntime runtime, int salt) throws Exception {
    return runtime.blockOn(
            Streams.fromIterable(LIST).map(i -> i ^ salt).skip(3).take(400).count())
        + runtime.blockOn(Streams.fromIterator(threes()).map(i -> i * 2L).toList()).size()
        + runtime.blockOn(
            Streams.range(0, ITEMS)
                .filter(i -> i % 3 == 0)
                .scan(0, Integer::sum)
                .peek(i -> {})
                .count())
        + runtime.blockOn(
            Streams.of(1, 2, 3)
                .concatMap(i -> Streams.range(0, 100))
                .chunks(7)
                .map(List::size)
                .fold(0, Integer::sum));
  }

  private static long reactor(int salt) {
    return Flux.fromIterable(LIST).map(i -> i ^ salt).skip(3).take(400).count().block()
        + Flux.fromIterable(Pollution::threes).map(i -> i * 2L).collectList().block().size()
        + Flux.range(0, ITEMS)
            .filter(i -> i % 3 == 0)
            .scan(0, Integer::sum)
            .doOnNext(i -> {})
            .count()
            .block()
        + Flux.just(1, 2, 3)
            .concatMap(i -> Flux.range(0, 100))
            .buffer(7)
            .map(List::size)
            .reduce(0, Integer::sum)
            .block();
  }

  private static long rxJava(int salt) {
    return Flowable.fromIterable(LIST).map(i -> i ^ salt).skip(3).take(400).count().blockingGet()
        + Flowable.fromIterable(Pollution::threes)
            .map(i -> i * 2L)
            .toList()
            .blockingGet()
            .size()
        + Flowable.range(0, ITEMS)
            .filter(i -> i % 3 == 0)
            .scan(0, Integer::sum)
            .doOnNext(i -> {})
            .count()
            .blockingGet()
        + Flowable.just(1, 2, 3)
            .concatMap(i -> Flowable.range(0, 100))
            .buffer(7)
            .map(List::size)
            .reduce(0, Integer::sum)
            .blockingGet();
  }

  private static long mutiny(int salt) {
    return size(
            Multi.createFrom().iterable(LIST).map(i -> i ^ salt).skip().first(3).select().first(400))
        + size(Multi.createFrom().iterable(Pollution::threes).map(i -> i * 2L))
        + size(
            Multi.createFrom()
                .range(0, ITEMS)
                .select()
                .where(i -> i % 3 == 0)
                .onItem()
                .scan(() -> 0, Integer::sum)
                .invoke(i -> {}))
        + size(
            Multi.createFrom()
                .items(1, 2, 3)
                .onItem()
                .transformToMultiAndConcatenate(i -> Multi.createFrom().range(0, 100))
                .group()
                .intoLists()
                .of(7)
                .map(List::size));
  }

  private static int size(Multi<?> items) {
    return items.collect().asList().await().indefinitely().size();
  }

  private static long jdk(int salt) {
    return LIST.stream().map(i -> i ^ salt).skip(3).limit(400).filter(i -> i > 7).count()
        + Stream.iterate(1, i -> i + 3).limit(ITEMS).map(i -> i * 2L).toList().size()
        + IntStream.range(0, ITEMS).boxed().filter(i -> i % 3 == 0).peek(i -> {}).toList().size()
        + Stream.of(1, 2, 3)
            .flatMap(i -> IntStream.range(0, 100).boxed())
            .map(i -> i + 1)
            .reduce(0, Integer::sum);
  }
}
