package weft.benchmarks.scheduler;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import weft.benchmarks.harness.Benchmark;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.harness.SuspendedMemory;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.sync.Mpsc;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/** The benchmarks of straight-line code: the same work as {@link WeftScheduler}, in bodies. */
public final class WeftBodies {

  private WeftBodies() {}

  public static void main(String[] args) throws Exception {
    String engine = System.getProperty("weft.async.engine", "by default");
    PeerProgram program =
        PeerProgram.of("Weft, bodies, engine " + engine)
            .add("yield", on(WeftBodies::yield))
            .add("ping_pong", on(WeftBodies::pingPong))
            .add("ping_pong_with_task", on(WeftBodies::pingPongWithTask))
            .add("spawn_join", on(WeftBodies::spawnJoin));
    if (!engine.equals("platform")) { // it has a limit of threads below what these need
      program
          .add("create", on(WeftBodies::create))
          .add("memory_depth_0", on((runtime, meter) -> memory(runtime, 0)))
          .add("memory_depth_10", on((runtime, meter) -> memory(runtime, 10)))
          .add("memory_depth_50", on((runtime, meter) -> memory(runtime, 50)));
    }
    program.execute(args);
  }

  /** A task spawns many bodies that count down; the last opens a latch. */
  private static Result create(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(
              async(
                  () -> {
                    var remaining = new AtomicInteger(Work.SPAWNS);
                    for (int i = 0; i < Work.SPAWNS; i++) {
                      runtime.spawn(async(() -> countDown(remaining, done)));
                    }
                  }));
          done.await();
        });
  }

  private static void countDown(AtomicInteger remaining, CountDownLatch done) {
    if (remaining.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  private static Result yield(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          var done = new CountDownLatch(Work.YIELD_TASKS);
          for (int i = 0; i < Work.YIELD_TASKS; i++) {
            runtime.spawn(
                async(
                    () -> {
                      for (int k = 0; k < Work.YIELDS; k++) {
                        await(Futures.yieldNow());
                      }
                      done.countDown();
                    }));
          }
          done.await();
        });
  }

  private static Result pingPong(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.PAIRS,
        () -> {
          var done = new CountDownLatch(1);
          var remaining = new AtomicInteger(Work.PAIRS);
          runtime.spawn(
              async(
                  () -> {
                    for (int i = 0; i < Work.PAIRS; i++) {
                      runtime.spawn(async(() -> pair(runtime, remaining, done)));
                    }
                  }));
          done.await();
        });
  }

  private static void pair(WeftRuntime runtime, AtomicInteger remaining, CountDownLatch done)
      throws Exception {
    Oneshot<Boolean> ping = Oneshot.channel();
    Oneshot<Boolean> pong = Oneshot.channel();
    runtime.spawn(async(() -> pong.sender().send(await(ping.receiver()))));
    if (!ping.sender().send(true) || !await(pong.receiver())) {
      throw new IllegalStateException("the partner has gone");
    }
    countDown(remaining, done);
  }

  /** A body and a hand-written task exchange messages. */
  private static Result pingPongWithTask(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.PAIRS,
        () -> {
          Mpsc<Boolean> pings = Mpsc.bounded(1);
          Mpsc<Boolean> pongs = Mpsc.bounded(1);
          var done = new CountDownLatch(2);
          runtime.spawn(new Echo(pings.receiver(), pongs.sender(), Work.PAIRS, done));
          runtime.spawn(
              async(
                  () -> {
                    for (int i = 0; i < Work.PAIRS; i++) {
                      Echo.send(pings.sender());
                      await(pongs.receiver().receive());
                    }
                    done.countDown();
                  }));
          done.await();
        });
  }

  private static Result spawnJoin(WeftRuntime runtime, Meter meter) throws Exception {
    return meter.median(
        Work.JOINS,
        () -> {
          var done = new CountDownLatch(1);
          runtime.spawn(
              async(
                  () -> {
                    for (int i = 0; i < Work.JOINS; i++) {
                      await(runtime.spawn(async(() -> true)));
                    }
                    done.countDown();
                  }));
          done.await();
        });
  }

  private static Result memory(WeftRuntime runtime, int depth) throws Exception {
    return SuspendedMemory.measure(
        () -> {
          var waiting = new CountDownLatch(SuspendedMemory.COUNT);
          List<JoinHandle<Integer>> bodies = new ArrayList<>(SuspendedMemory.COUNT);
          for (int i = 0; i < SuspendedMemory.COUNT; i++) {
            bodies.add(runtime.spawn(async(() -> suspendAt(depth, waiting))));
          }
          waiting.await();
          runtime.blockOn(runtime.spawn(Futures.yieldNow())); // the last ones have stopped
          return () -> {
            bodies.forEach(JoinHandle::abort);
            for (JoinHandle<Integer> body : bodies) {
              runtime.blockOn(body.outcome());
            }
          };
        });
  }

  private static int suspendAt(int depth, CountDownLatch waiting) throws Exception {
    if (depth > 0) {
      return suspendAt(depth - 1, waiting) + 1;
    }
    waiting.countDown();
    await(Futures.pending());
    return 0;
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
