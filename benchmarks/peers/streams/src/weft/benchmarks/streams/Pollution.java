package weft.benchmarks.streams;

import io.reactivex.rxjava3.core.Flowable;
import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import weft.runtime.WeftRuntime;
import weft.streams.Streams;

/** Other pipelines through every library, so that no call site is left with one receiver. */
final class Pollution {
  private static final int ROUNDS = 400;
  private static final int ITEMS = 500;

  private Pollution() {}

  static long run(WeftRuntime runtime) throws Exception {
    List<Integer> list = IntStream.range(0, ITEMS).boxed().toList();
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int salt = round;
      seen +=
          runtime.blockOn(
              Streams.fromIterable(list).map(i -> i ^ salt).skip(3).take(400).count());
      seen +=
          runtime
              .blockOn(Streams.iterate(1, i -> i + 3).take(ITEMS).map(i -> i * 2L).toList())
              .size();
      seen +=
          runtime.blockOn(
              Streams.range(0, ITEMS)
                  .filter(i -> i % 3 == 0)
                  .scan(0, Integer::sum)
                  .peek(i -> {})
                  .count());
      seen +=
          runtime.blockOn(
              Streams.of(1, 2, 3)
                  .concatMap(i -> Streams.range(0, 100))
                  .chunks(7)
                  .map(List::size)
                  .fold(0, Integer::sum));
      seen += Flux.fromIterable(list).map(i -> i ^ salt).skip(3).take(400).count().block();
      seen += Flux.range(0, ITEMS).filter(i -> i % 3 == 0).scan(0, Integer::sum).count().block();
      seen += Flux.just(1, 2, 3).concatMap(i -> Flux.range(0, 100)).buffer(7).count().block();
      seen += Flowable.fromIterable(list).map(i -> i ^ salt).skip(3).take(400).count().blockingGet();
      seen +=
          Flowable.range(0, ITEMS).filter(i -> i % 3 == 0).scan(0, Integer::sum).count().blockingGet();
      seen +=
          Multi.createFrom().iterable(list).map(i -> i ^ salt).skip().first(3).collect().asList()
              .await().indefinitely().size();
      seen += list.stream().map(i -> i ^ salt).skip(3).limit(400).filter(i -> i > 7).count();
      seen += IntStream.range(0, ITEMS).boxed().flatMap(i -> list.stream().limit(2)).count();
    }
    return seen;
  }
}
