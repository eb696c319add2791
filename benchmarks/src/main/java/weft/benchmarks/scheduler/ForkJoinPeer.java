package weft.benchmarks.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import weft.benchmarks.harness.Benchmark;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.harness.Starvation;

/**
 * The scheduler benchmarks on a {@link ForkJoinPool} in asynchronous mode with {@link
 * CompletableFuture}: plain runnables where nobody waits, stages where somebody does.
 */
public final class ForkJoinPeer {

  private ForkJoinPeer() {}

  public static void main(String[] args) throws Exception {
    PeerProgram.of("ForkJoinPool (asynchronous mode) with CompletableFuture")
        .add("spawn_many_from_worker", on(ForkJoinPeer::spawnManyFromWorker))
        .add("spawn_many_local", on(ForkJoinPeer::spawnManyLocal))
        .add("spawn_many_remote_idle", on(ForkJoinPeer::spawnManyRemoteIdle))
        .add("spawn_many_remote_busy1", on(ForkJoinPeer::spawnManyRemoteBusy1))
        .add("spawn_many_remote_busy2", on(ForkJoinPeer::spawnManyRemoteBusy2))
        .add("yield_many", on(ForkJoinPeer::yieldMany))
        .add("ping_pong", on(ForkJoinPeer::pingPong))
        .add("chained_spawn", on(ForkJoinPeer::chainedSpawn))
        .add("spawn_join", on(ForkJoinPeer::spawnJoin))
        .execute(args);
  }

  private static Result spawnManyFromWorker(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          pool.execute(
              () -> {
                var remaining = new AtomicInteger(Work.SPAWNS);
                for (int i = 0; i < Work.SPAWNS; i++) {
                  pool.execute(() -> countDown(remaining, done));
                }
              });
          done.await();
        });
  }

  private static Result spawnManyLocal(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          var remaining = new AtomicInteger(Work.SPAWNS);
          for (int i = 0; i < Work.SPAWNS; i++) {
            pool.execute(() -> countDown(remaining, done));
          }
          done.await();
        });
  }

  private static void countDown(AtomicInteger remaining, CountDownLatch done) {
    if (remaining.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  private static Result spawnManyRemoteIdle(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          for (CompletableFuture<Void> handle : submit(pool, Work.SPAWNS)) {
            handle.join();
          }
        });
  }

  private static List<CompletableFuture<Void>> submit(ForkJoinPool pool, int count) {
    var handles = new ArrayList<CompletableFuture<Void>>(count);
    for (int i = 0; i < count; i++) {
      handles.add(CompletableFuture.runAsync(() -> {}, pool));
    }
    return handles;
  }

  private static Result spawnManyRemoteBusy1(ForkJoinPool pool, Meter meter) throws Exception {
    var busy = new BusyFlag();
    for (int i = 0; i < Work.BUSY1_TASKS; i++) {
      pool.execute(() -> stallAndResubmit(pool, busy));
    }
    return submitBehindBusyWorkers(pool, busy, Work.SPAWNS, meter);
  }

  private static Result spawnManyRemoteBusy2(ForkJoinPool pool, Meter meter) throws Exception {
    var busy = new BusyFlag();
    for (int i = 0; i < Work.BUSY2_TASKS; i++) {
      pool.execute(() -> stallAndResubmit(pool, busy));
    }
    return submitBehindBusyWorkers(pool, busy, Work.SPAWNS_BUSY2, meter);
  }

  /** A pool has no yield: to let others run, a task submits itself again. */
  private static void stallAndResubmit(ForkJoinPool pool, BusyFlag busy) {
    Work.stall();
    if (busy.isUp()) {
      pool.execute(() -> stallAndResubmit(pool, busy));
    }
  }

  private static Result submitBehindBusyWorkers(
      ForkJoinPool pool, BusyFlag busy, int count, Meter meter) throws Exception {
    try {
      return meter.median(count, () -> awaitAll(submit(pool, count), meter));
    } finally {
      busy.lower();
    }
  }

  private static void awaitAll(List<CompletableFuture<Void>> handles, Meter meter)
      throws Exception {
    long deadline = System.nanoTime() + meter.starvationLimit().toNanos();
    for (CompletableFuture<Void> handle : handles) {
      try {
        handle.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        int done = (int) handles.stream().filter(CompletableFuture::isDone).count();
        throw new Starvation(done, handles.size());
      }
    }
  }

  private static Result yieldMany(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          var done = new CountDownLatch(Work.YIELD_TASKS);
          for (int i = 0; i < Work.YIELD_TASKS; i++) {
            pool.execute(new Yielder(pool, done));
          }
          done.await();
        });
  }

  private static final class Yielder implements Runnable {
    private final ForkJoinPool pool;
    private final CountDownLatch done;
    private int yields = Work.YIELDS;

    Yielder(ForkJoinPool pool, CountDownLatch done) {
      this.pool = pool;
      this.done = done;
    }

    @Override
    public void run() {
      if (yields-- > 0) {
        pool.execute(this);
      } else {
        done.countDown();
      }
    }
  }

  private static Result pingPong(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.PAIRS,
        () -> {
          var done = new CountDownLatch(1);
          pool.execute(
              () -> {
                var remaining = new AtomicInteger(Work.PAIRS);
                for (int i = 0; i < Work.PAIRS; i++) {
                  pool.execute(() -> pair(pool, () -> countDown(remaining, done)));
                }
              });
          done.await();
        });
  }

  private static void pair(ForkJoinPool pool, Runnable whenAnswered) {
    var ping = new CompletableFuture<Boolean>();
    var pong = new CompletableFuture<Boolean>();
    pool.execute(() -> ping.thenRunAsync(() -> pong.complete(true), pool));
    ping.complete(true);
    pong.thenRunAsync(whenAnswered, pool);
  }

  private static Result chainedSpawn(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.CHAIN,
        () -> {
          var done = new CountDownLatch(1);
          pool.execute(() -> chain(pool, Work.CHAIN, done));
          done.await();
        });
  }

  private static void chain(ForkJoinPool pool, int length, CountDownLatch done) {
    if (length == 0) {
      done.countDown();
    } else {
      pool.execute(() -> chain(pool, length - 1, done));
    }
  }

  private static Result spawnJoin(ForkJoinPool pool, Meter meter) throws Exception {
    return meter.median(
        Work.JOINS,
        () -> {
          var done = new CountDownLatch(1);
          pool.execute(() -> spawnAndJoin(pool, Work.JOINS, done));
          done.await();
        });
  }

  private static void spawnAndJoin(ForkJoinPool pool, int joins, CountDownLatch done) {
    if (joins == 0) {
      done.countDown();
    } else {
      CompletableFuture.runAsync(() -> {}, pool)
          .thenRunAsync(() -> spawnAndJoin(pool, joins - 1, done), pool);
    }
  }

  private static Benchmark on(PoolBenchmark benchmark) {
    return meter -> {
      var pool =
          new ForkJoinPool(
              Work.WORKERS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
      try {
        return benchmark.run(pool, meter);
      } finally {
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.SECONDS);
      }
    };
  }

  @FunctionalInterface
  private interface PoolBenchmark {
    Result run(ForkJoinPool pool, Meter meter) throws Exception;
  }
}
