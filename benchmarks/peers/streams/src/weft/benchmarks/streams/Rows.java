package weft.benchmarks.streams;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import weft.runtime.WeftRuntime;
import weft.streams.Sharing;
import weft.streams.Stateful;
import weft.streams.Streams;

/**
 * The same work with each library; a method is called {@code row_library}. Times are per item.
 * Items are boxed, as users have them; sums are not, so that no row measures the boxing of sums.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Rows.ITEMS)
public class Rows {
  /** Items that each call of a method handles, but for those of flatMap. */
  static final int ITEMS = 100_000;

  private static final int BUFFER = 256;
  private static final int GROUPS = 16;

  /** Whether the profile of the JIT has seen many other pipelines before. */
  @Param({"false"})
  public boolean polluted;

  private WeftRuntime current;
  private WeftRuntime multi;

  @Setup
  public void start() throws Exception {
    current = WeftRuntime.currentThread();
    multi = WeftRuntime.builder().multiThread().workerThreads(2).build();
    if (polluted) {
      Pollution.run(current);
    }
  }

  @TearDown
  public void stop() {
    current.close();
    multi.close();
  }

  private static long[] add(long[] sum, int item) {
    sum[0] += item;
    return sum;
  }

  private static void addTo(long[] sum, int item) {
    sum[0] += item;
  }

  private static void addAll(long[] sum, long[] other) {
    sum[0] += other[0];
  }

  // ---- range, map, filter, fold

  @Benchmark
  public long range_weft() throws Exception {
    return current.blockOn(
        Streams.range(0, ITEMS)
            .map(i -> i + 1)
            .filter(i -> (i & 1) == 0)
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  public long range_reactor() {
    return Flux.range(0, ITEMS)
        .map(i -> i + 1)
        .filter(i -> (i & 1) == 0)
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long range_rxjava() {
    return Flowable.range(0, ITEMS)
        .map(i -> i + 1)
        .filter(i -> (i & 1) == 0)
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  public long range_mutiny() {
    return Multi.createFrom()
        .range(0, ITEMS)
        .map(i -> i + 1)
        .select()
        .where(i -> (i & 1) == 0)
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  @Benchmark
  public long range_jdk() {
    return IntStream.range(0, ITEMS)
        .boxed()
        .map(i -> i + 1)
        .filter(i -> (i & 1) == 0)
        .collect(() -> new long[1], Rows::addTo, Rows::addAll)[0];
  }

  // ---- flatMap, as many inner streams as each has items

  private static final int SIDE = 1000;

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public long flatMap_weft() throws Exception {
    return current.blockOn(
        Streams.range(0, SIDE)
            .flatMap(BUFFER, i -> Streams.range(0, SIDE))
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public long flatMap_reactor() {
    return Flux.range(0, SIDE)
        .flatMap(i -> Flux.range(0, SIDE), BUFFER)
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public long flatMap_rxjava() {
    return Flowable.range(0, SIDE)
        .flatMap(i -> Flowable.range(0, SIDE), BUFFER)
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public long flatMap_mutiny() {
    return Multi.createFrom()
        .range(0, SIDE)
        .onItem()
        .transformToMulti(i -> Multi.createFrom().range(0, SIDE))
        .merge(BUFFER)
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public long flatMap_jdk() {
    return IntStream.range(0, SIDE)
        .boxed()
        .flatMap(i -> IntStream.range(0, SIDE).boxed())
        .collect(() -> new long[1], Rows::addTo, Rows::addAll)[0];
  }

  // ---- merge of four

  private static final int QUARTER = ITEMS / 4;

  @Benchmark
  public long merge_weft() throws Exception {
    return current.blockOn(
        Streams.merge(
                Streams.range(0, QUARTER),
                Streams.range(0, QUARTER),
                Streams.range(0, QUARTER),
                Streams.range(0, QUARTER))
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  public long merge_reactor() {
    return Flux.merge(
            Flux.range(0, QUARTER),
            Flux.range(0, QUARTER),
            Flux.range(0, QUARTER),
            Flux.range(0, QUARTER))
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long merge_rxjava() {
    return Flowable.merge(
            Flowable.range(0, QUARTER),
            Flowable.range(0, QUARTER),
            Flowable.range(0, QUARTER),
            Flowable.range(0, QUARTER))
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  public long merge_mutiny() {
    return Multi.createBy()
        .merging()
        .streams(
            Multi.createFrom().range(0, QUARTER),
            Multi.createFrom().range(0, QUARTER),
            Multi.createFrom().range(0, QUARTER),
            Multi.createFrom().range(0, QUARTER))
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  @Benchmark
  public long merge_jdk() {
    return Stream.of(QUARTER, QUARTER, QUARTER, QUARTER)
        .flatMap(end -> IntStream.range(0, end).boxed())
        .collect(() -> new long[1], Rows::addTo, Rows::addAll)[0];
  }

  // ---- an asynchronous boundary: the fold runs on the library's own threads, this one waits

  @Benchmark
  public long boundary_weft() throws Exception {
    return multi.blockOn(
        multi.spawn(
            Streams.range(0, ITEMS)
                .via(Sharing.<Integer>runOn(multi.handle()::spawn, BUFFER))
                .fold(new long[1], Rows::add)))[0];
  }

  @Benchmark
  public long boundary_reactor() {
    return Flux.range(0, ITEMS)
        .hide()
        .publishOn(reactor.core.scheduler.Schedulers.parallel(), BUFFER)
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long boundary_rxjava() {
    return Flowable.range(0, ITEMS)
        .hide()
        .observeOn(Schedulers.computation(), false, BUFFER)
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  public long boundary_mutiny() {
    return Multi.createFrom()
        .range(0, ITEMS)
        .emitOn(Infrastructure.getDefaultExecutor(), BUFFER)
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  // ---- two threads: the items come from one of the library's and are folded on the caller's own

  @Benchmark
  public long handoff_weft() throws Exception {
    return multi.blockOn(
        Streams.range(0, ITEMS)
            .via(Sharing.<Integer>runOn(multi.handle()::spawn, BUFFER))
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  public long handoff_reactor() {
    long[] sum = new long[1];
    for (int item :
        Flux.range(0, ITEMS)
            .hide()
            .subscribeOn(reactor.core.scheduler.Schedulers.parallel())
            .toIterable(BUFFER)) {
      add(sum, item);
    }
    return sum[0];
  }

  @Benchmark
  public long handoff_rxjava() {
    long[] sum = new long[1];
    for (int item :
        Flowable.range(0, ITEMS)
            .hide()
            .subscribeOn(Schedulers.computation())
            .blockingIterable(BUFFER)) {
      add(sum, item);
    }
    return sum[0];
  }

  @Benchmark
  public long handoff_mutiny() {
    long[] sum = new long[1];
    for (int item :
        Multi.createFrom()
            .range(0, ITEMS)
            .runSubscriptionOn(Infrastructure.getDefaultExecutor())
            .subscribe()
            .asIterable(BUFFER, () -> new java.util.concurrent.ArrayBlockingQueue<>(BUFFER))) {
      add(sum, item);
    }
    return sum[0];
  }

  // ---- zip

  @Benchmark
  public long zip_weft() throws Exception {
    return current.blockOn(
        Streams.range(0, ITEMS)
            .zip(Streams.range(0, ITEMS), (a, b) -> a + b)
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  public long zip_reactor() {
    return Flux.range(0, ITEMS)
        .zipWith(Flux.range(0, ITEMS), (a, b) -> a + b)
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long zip_rxjava() {
    return Flowable.range(0, ITEMS)
        .zipWith(Flowable.range(0, ITEMS), (a, b) -> a + b)
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  public long zip_mutiny() {
    return Multi.createBy()
        .combining()
        .streams(Multi.createFrom().range(0, ITEMS), Multi.createFrom().range(0, ITEMS))
        .using((a, b) -> a + b)
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  // ---- groupBy

  @Benchmark
  public long groupBy_weft() throws Exception {
    return current.blockOn(
        Streams.range(0, ITEMS)
            .via(Stateful.<Integer, Integer>groupBy(i -> i % GROUPS, GROUPS, BUFFER))
            .flatMap(GROUPS, group -> group)
            .fold(new long[1], Rows::add))[0];
  }

  @Benchmark
  public long groupBy_reactor() {
    return Flux.range(0, ITEMS)
        .groupBy(i -> i % GROUPS, BUFFER)
        .flatMap(group -> group, GROUPS)
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long groupBy_rxjava() {
    return Flowable.range(0, ITEMS)
        .groupBy(i -> i % GROUPS, i -> i, false, BUFFER)
        .flatMap(group -> group, GROUPS)
        .reduce(new long[1], Rows::add)
        .blockingGet()[0];
  }

  @Benchmark
  public long groupBy_mutiny() {
    return Multi.createFrom()
        .range(0, ITEMS)
        .group()
        .by(i -> i % GROUPS)
        .onItem()
        .transformToMulti(group -> group)
        .merge(GROUPS)
        .collect()
        .in(() -> new long[1], Rows::addTo)
        .await()
        .indefinitely()[0];
  }

  @Benchmark
  public long groupBy_jdk() {
    return IntStream.range(0, ITEMS)
        .boxed()
        .collect(Collectors.groupingBy(i -> i % GROUPS))
        .values()
        .stream()
        .flatMap(java.util.List::stream)
        .collect(() -> new long[1], Rows::addTo, Rows::addAll)[0];
  }

  // ---- from Reactor into the library, over to one of its threads, and back

  @Benchmark
  public long bridge_weft() {
    weft.streams.Stream<Integer> stream = Streams.fromPublisher(Flux.range(0, ITEMS), BUFFER);
    return Flux.from(stream.map(i -> i + 1).toPublisher(multi.handle()))
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long bridge_rxjava() {
    return Flux.from(
            Flowable.fromPublisher(Flux.range(0, ITEMS))
                .map(i -> i + 1)
                .observeOn(Schedulers.computation(), false, BUFFER))
        .reduce(new long[1], Rows::add)
        .block()[0];
  }

  @Benchmark
  public long bridge_mutiny() {
    Multi<Integer> items =
        Multi.createFrom()
            .publisher(FlowAdapters.toFlowPublisher(Flux.range(0, ITEMS)))
            .map(i -> i + 1)
            .emitOn(Infrastructure.getDefaultExecutor(), BUFFER);
    return Flux.from(FlowAdapters.toPublisher(items))
        .reduce(new long[1], Rows::add)
        .block()[0];
  }
}
