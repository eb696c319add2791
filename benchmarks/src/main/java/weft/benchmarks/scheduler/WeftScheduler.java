package weft.benchmarks.scheduler;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import weft.benchmarks.harness.Benchmark;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.harness.Starvation;
import weft.benchmarks.scheduler.WeftFutures.AwaitAll;
import weft.benchmarks.scheduler.WeftFutures.Chain;
import weft.benchmarks.scheduler.WeftFutures.CountDown;
import weft.benchmarks.scheduler.WeftFutures.RunPairs;
import weft.benchmarks.scheduler.WeftFutures.SpawnAndAwaitAll;
import weft.benchmarks.scheduler.WeftFutures.SpawnAndJoin;
import weft.benchmarks.scheduler.WeftFutures.SpawnMany;
import weft.benchmarks.scheduler.WeftFutures.SpawnPairs;
import weft.benchmarks.scheduler.WeftFutures.StallAndRespawn;
import weft.benchmarks.scheduler.WeftFutures.YieldAndStall;
import weft.benchmarks.scheduler.WeftFutures.Yields;
import weft.future.Future;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;
import weft.time.Time;

/** The scheduler benchmarks on Weft: its public API only, tasks as hand-written futures. */
public final class WeftScheduler {

  private WeftScheduler() {}

  public static void main(String[] args) throws Exception {
    PeerProgram.of("Weft")
        .add("spawn_many_from_worker", multiThread(WeftScheduler::spawnManyFromWorker))
        .add("spawn_many_local", multiThread(WeftScheduler::spawnManyLocal))
        .add("spawn_many_remote_idle", multiThread(WeftScheduler::spawnManyRemoteIdle))
        .add("spawn_many_remote_busy1", multiThread(WeftScheduler::spawnManyRemoteBusy1))
        .add("spawn_many_remote_busy2", multiThread(WeftScheduler::spawnManyRemoteBusy2))
        .add("yield_many", multiThread(WeftScheduler::yieldMany))
        .add("ping_pong", multiThread(WeftScheduler::pingPong))
        .add("chained_spawn", multiThread(WeftScheduler::chainedSpawn))
        .add("spawn_join", multiThread(WeftScheduler::spawnJoin))
        .add("ct_spawn", currentThread(WeftScheduler::ctSpawn))
        .add("ct_yield", currentThread(WeftScheduler::ctYield))
        .add("ct_ping_pong", currentThread(WeftScheduler::ctPingPong))
        .execute(args);
  }

  private static Result spawnManyFromWorker(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(new SpawnMany(runtime, done));
          done.await();
        });
  }

  private static Result spawnManyLocal(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          var remaining = new AtomicInteger(Work.SPAWNS);
          for (int i = 0; i < Work.SPAWNS; i++) {
            runtime.spawn(new CountDown(remaining, done));
          }
          done.await();
        });
  }

  private static Result spawnManyRemoteIdle(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS, () -> runtime.blockOn(new AwaitAll(spawnEmpty(runtime, Work.SPAWNS))));
  }

  private static JoinHandle<Void>[] spawnEmpty(WeftRuntime runtime, int count) {
    JoinHandle<Void>[] handles = WeftFutures.handles(count);
    for (int i = 0; i < count; i++) {
      handles[i] = runtime.spawn(WeftFutures.EMPTY);
    }
    return handles;
  }

  private static Result spawnManyRemoteBusy1(WeftRuntime runtime, Meter meter) throws Exception {
    var busy = new BusyFlag();
    for (int i = 0; i < Work.BUSY1_TASKS; i++) {
      runtime.spawn(new YieldAndStall(busy));
    }
    return spawnBehindBusyWorkers(runtime, busy, Work.SPAWNS, meter);
  }

  private static Result spawnManyRemoteBusy2(WeftRuntime runtime, Meter meter) throws Exception {
    var busy = new BusyFlag();
    for (int i = 0; i < Work.BUSY2_TASKS; i++) {
      runtime.spawn(new StallAndRespawn(runtime, busy));
    }
    return spawnBehindBusyWorkers(runtime, busy, Work.SPAWNS_BUSY2, meter);
  }

  private static Result spawnBehindBusyWorkers(
      WeftRuntime runtime, BusyFlag busy, int count, Meter meter) throws Exception {
    try {
      return meter.median(
          count,
          () -> {
            JoinHandle<Void>[] handles = spawnEmpty(runtime, count);
            awaitAll(runtime, handles, meter);
          });
    } finally {
      busy.lower();
    }
  }

  private static void awaitAll(WeftRuntime runtime, JoinHandle<Void>[] handles, Meter meter)
      throws Exception {
    try {
      runtime.blockOn(Time.timeout(meter.starvationLimit(), new AwaitAll(handles)));
    } catch (TimeoutException starved) {
      throw new Starvation(
          (int) Arrays.stream(handles).filter(JoinHandle::isFinished).count(), handles.length);
    }
  }

  private static Result yieldMany(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          var done = new CountDownLatch(Work.YIELD_TASKS);
          for (int i = 0; i < Work.YIELD_TASKS; i++) {
            runtime.spawn(new Yields(done));
          }
          done.await();
        });
  }

  private static Result pingPong(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.PAIRS,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(new SpawnPairs(runtime, done::countDown));
          done.await();
        });
  }

  private static Result chainedSpawn(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.CHAIN,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(new Chain(runtime, Work.CHAIN, done));
          done.await();
        });
  }

  private static Result spawnJoin(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.JOINS,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(new SpawnAndJoin(runtime, done));
          done.await();
        });
  }

  private static Result ctSpawn(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.CT_SPAWNS,
        () -> {
          Future<Void>[] futures = futures(Work.CT_SPAWNS);
          Arrays.fill(futures, WeftFutures.EMPTY);
          runtime.blockOn(new SpawnAndAwaitAll(runtime, futures));
        });
  }

  private static Result ctYield(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          Future<Void>[] futures = futures(Work.YIELD_TASKS);
          Arrays.setAll(futures, i -> new Yields(null));
          runtime.blockOn(new SpawnAndAwaitAll(runtime, futures));
        });
  }

  private static Result ctPingPong(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(Work.PAIRS, () -> runtime.blockOn(new RunPairs(runtime)));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static Future<Void>[] futures(int count) {
    return new Future[count];
  }

  private static Benchmark multiThread(RuntimeBenchmark benchmark) {
    return meter -> {
      try (var runtime = WeftRuntime.builder().workerThreads(Work.WORKERS).build()) {
        return benchmark.run(runtime, meter);
      }
    };
  }

  private static Benchmark currentThread(RuntimeBenchmark benchmark) {
    return meter -> {
      try (var runtime = WeftRuntime.builder().currentThread().build()) {
        return benchmark.run(runtime, meter);
      }
    };
  }

  @FunctionalInterface
  private interface RuntimeBenchmark {
    Result run(WeftRuntime runtime, Meter meter) throws Exception;
  }
}
