package weft.benchmarks.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import weft.benchmarks.harness.Benchmark;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.harness.SuspendedMemory;
import weft.benchmarks.scheduler.WeftFutures.SpawnAndJoin;
import weft.benchmarks.scheduler.WeftFutures.SpawnMany;
import weft.benchmarks.scheduler.WeftFutures.SpawnPairs;
import weft.benchmarks.scheduler.WeftFutures.Yields;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.runtime.WeftRuntime;
import weft.sync.Mpsc;
import weft.task.JoinHandle;

/**
 * The benchmarks of straight-line code, as hand-written futures: what a stack costs beside none.
 */
public final class WeftByHand {

  private WeftByHand() {}

  public static void main(String[] args) throws Exception {
    PeerProgram.of("Weft, hand-written futures")
        .add("create", untilDone(Work.SPAWNS, 1, SpawnMany::new))
        .add(
            "yield",
            on(
                (runtime, meter) ->
                    meter.median(
                        Work.YIELD_TASKS * Work.YIELDS,
                        () -> {
                          var done = new CountDownLatch(Work.YIELD_TASKS);
                          for (int i = 0; i < Work.YIELD_TASKS; i++) {
                            runtime.spawn(new Yields(done));
                          }
                          done.await();
                        })))
        .add(
            "ping_pong",
            untilDone(Work.PAIRS, 1, (runtime, done) -> new SpawnPairs(runtime, done::countDown)))
        .add(
            "ping_pong_with_task",
            untilDone(
                Work.PAIRS,
                2,
                (runtime, done) -> {
                  Mpsc<Boolean> pings = Mpsc.bounded(1);
                  Mpsc<Boolean> pongs = Mpsc.bounded(1);
                  runtime.spawn(new Echo(pings.receiver(), pongs.sender(), Work.PAIRS, done));
                  return new Echo.Caller(pings.sender(), pongs.receiver(), Work.PAIRS, done);
                }))
        .add("spawn_join", untilDone(Work.JOINS, 1, SpawnAndJoin::new))
        .add("memory_depth_0", on((runtime, meter) -> memory(runtime)))
        .execute(args);
  }

  private static Result memory(WeftRuntime runtime) throws Exception {
    return SuspendedMemory.measure(
        () -> {
          var waiting = new CountDownLatch(SuspendedMemory.COUNT);
          List<JoinHandle<Void>> tasks = new ArrayList<>(SuspendedMemory.COUNT);
          for (int i = 0; i < SuspendedMemory.COUNT; i++) {
            tasks.add(runtime.spawn(new Waiting(waiting)));
          }
          waiting.await();
          return () -> {
            tasks.forEach(JoinHandle::abort);
            for (JoinHandle<Void> task : tasks) {
              runtime.blockOn(task.outcome());
            }
          };
        });
  }

  /** Waits for ever. */
  private static final class Waiting implements Future<Void> {
    private final CountDownLatch polled;

    Waiting(CountDownLatch polled) {
      this.polled = polled;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      polled.countDown();
      return Poll.pending();
    }
  }

  @FunctionalInterface
  private interface Root {
    Future<Void> make(WeftRuntime runtime, CountDownLatch done);
  }

  private static Benchmark untilDone(int units, int latches, Root root) {
    return on(
        (runtime, meter) ->
            meter.median(
                units,
                () -> {
                  var done = new CountDownLatch(latches);
                  runtime.spawn(root.make(runtime, done));
                  done.await();
                }));
  }

  private static Benchmark on(RuntimeBenchmark benchmark) {
    return meter -> {
      try (var runtime = WeftRuntime.builder().workerThreads(Work.WORKERS).build()) {
        return benchmark.run(runtime, meter);
      }
    };
  }

  @FunctionalInterface
  private interface RuntimeBenchmark {
    Result run(WeftRuntime runtime, Meter meter) throws Exception;
  }
}
