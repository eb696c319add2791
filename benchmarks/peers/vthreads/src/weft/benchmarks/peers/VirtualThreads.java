package weft.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.harness.Starvation;
import weft.benchmarks.harness.SuspendedMemory;
import weft.benchmarks.scheduler.BusyFlag;
import weft.benchmarks.scheduler.Work;

/**
 * The scheduler benchmarks on virtual threads: a task is a thread, its handle the thread itself, a
 * oneshot channel a {@link CompletableFuture}. To be started with {@code
 * -Djdk.virtualThreadScheduler.parallelism=2}.
 */
public final class VirtualThreads {

  private VirtualThreads() {}

  public static void main(String[] args) throws Exception {
    PeerProgram program =
        PeerProgram.of("virtual threads")
            .add("spawn_many_from_worker", VirtualThreads::spawnManyFromWorker)
            .add("spawn_many_local", VirtualThreads::spawnManyLocal)
            .add("spawn_many_remote_idle", VirtualThreads::spawnManyRemoteIdle)
            .add("spawn_many_remote_busy1", VirtualThreads::spawnManyRemoteBusy1)
            .add("spawn_many_remote_busy2", VirtualThreads::spawnManyRemoteBusy2)
            .add("yield_many", VirtualThreads::yieldMany)
            .add("ping_pong", VirtualThreads::pingPong)
            .add("chained_spawn", VirtualThreads::chainedSpawn)
            .add("spawn_join", VirtualThreads::spawnJoin)
            // Under the names that they have in the suite "async":
            .add("create", VirtualThreads::spawnManyFromWorker)
            .add("yield", VirtualThreads::yieldMany)
            .add("memory_depth_0", meter -> memory(0))
            .add("memory_depth_10", meter -> memory(10))
            .add("memory_depth_50", meter -> memory(50));
    VirtualThreadsSync.addTo(program).execute(args);
  }

  private static Result memory(int depth) throws Exception {
    return SuspendedMemory.measure(
        () -> {
          var waiting = new CountDownLatch(SuspendedMemory.COUNT);
          var gate = new CountDownLatch(1);
          List<Thread> threads = new ArrayList<>(SuspendedMemory.COUNT);
          for (int i = 0; i < SuspendedMemory.COUNT; i++) {
            threads.add(Thread.startVirtualThread(() -> suspendAt(depth, waiting, gate)));
          }
          waiting.await();
          return () -> {
            gate.countDown();
            for (Thread thread : threads) {
              thread.join();
            }
          };
        });
  }

  private static int suspendAt(int depth, CountDownLatch waiting, CountDownLatch gate) {
    if (depth > 0) {
      return suspendAt(depth - 1, waiting, gate) + 1;
    }
    waiting.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return 0;
  }

  private static Result spawnManyFromWorker(Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          Thread.startVirtualThread(
              () -> {
                var remaining = new AtomicInteger(Work.SPAWNS);
                for (int i = 0; i < Work.SPAWNS; i++) {
                  Thread.startVirtualThread(() -> countDown(remaining, done));
                }
              });
          done.await();
        });
  }

  private static Result spawnManyLocal(Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          var done = new CountDownLatch(1);
          var remaining = new AtomicInteger(Work.SPAWNS);
          for (int i = 0; i < Work.SPAWNS; i++) {
            Thread.startVirtualThread(() -> countDown(remaining, done));
          }
          done.await();
        });
  }

  private static void countDown(AtomicInteger remaining, CountDownLatch done) {
    if (remaining.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  private static Result spawnManyRemoteIdle(Meter meter) throws Exception {
    return meter.median(
        Work.SPAWNS,
        () -> {
          for (Thread thread : start(Work.SPAWNS)) {
            thread.join();
          }
        });
  }

  private static List<Thread> start(int count) {
    var threads = new ArrayList<Thread>(count);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.startVirtualThread(() -> {}));
    }
    return threads;
  }

  private static Result spawnManyRemoteBusy1(Meter meter) throws Exception {
    var busy = new BusyFlag();
    var background = new ArrayList<Thread>();
    for (int i = 0; i < Work.BUSY1_TASKS; i++) {
      background.add(
          Thread.startVirtualThread(
              () -> {
                while (busy.isUp()) {
                  Thread.yield();
                  Work.stallSpinning();
                }
              }));
    }
    Result result = startBehindBusyCarriers(busy, Work.SPAWNS, meter);
    for (Thread thread : background) {
      thread.join();
    }
    return result;
  }

  private static Result spawnManyRemoteBusy2(Meter meter) throws Exception {
    var busy = new BusyFlag();
    var ended = new CountDownLatch(Work.BUSY2_TASKS);
    for (int i = 0; i < Work.BUSY2_TASKS; i++) {
      Thread.startVirtualThread(() -> stallAndRespawn(busy, ended));
    }
    Result result = startBehindBusyCarriers(busy, Work.SPAWNS_BUSY2, meter);
    ended.await();
    return result;
  }

  private static void stallAndRespawn(BusyFlag busy, CountDownLatch ended) {
    Work.stallSpinning();
    if (busy.isUp()) {
      Thread.startVirtualThread(() -> stallAndRespawn(busy, ended));
    } else {
      ended.countDown();
    }
  }

  private static Result startBehindBusyCarriers(BusyFlag busy, int count, Meter meter)
      throws Exception {
    try {
      return meter.median(count, () -> awaitAll(start(count), meter));
    } finally {
      busy.lower();
    }
  }

  private static void awaitAll(List<Thread> threads, Meter meter) throws Exception {
    long deadline = System.nanoTime() + meter.starvationLimit().toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
        int alive = (int) threads.stream().filter(Thread::isAlive).count();
        throw new Starvation(threads.size() - alive, threads.size());
      }
    }
  }

  private static Result yieldMany(Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          var done = new CountDownLatch(Work.YIELD_TASKS);
          for (int i = 0; i < Work.YIELD_TASKS; i++) {
            Thread.startVirtualThread(
                () -> {
                  for (int y = 0; y < Work.YIELDS; y++) {
                    Thread.yield();
                  }
                  done.countDown();
                });
          }
          done.await();
        });
  }

  private static Result pingPong(Meter meter) throws Exception {
    return meter.median(
        Work.PAIRS,
        () -> {
          var done = new CountDownLatch(1);
          Thread.startVirtualThread(
              () -> {
                var remaining = new AtomicInteger(Work.PAIRS);
                for (int i = 0; i < Work.PAIRS; i++) {
                  Thread.startVirtualThread(
                      () -> {
                        pair();
                        countDown(remaining, done);
                      });
                }
              });
          done.await();
        });
  }

  private static void pair() {
    var ping = new CompletableFuture<Boolean>();
    var pong = new CompletableFuture<Boolean>();
    Thread.startVirtualThread(
        () -> {
          ping.join();
          pong.complete(true);
        });
    ping.complete(true);
    pong.join();
  }

  private static Result chainedSpawn(Meter meter) throws Exception {
    return meter.median(
        Work.CHAIN,
        () -> {
          var done = new CountDownLatch(1);
          Thread.startVirtualThread(() -> chain(Work.CHAIN, done));
          done.await();
        });
  }

  private static void chain(int length, CountDownLatch done) {
    if (length == 0) {
      done.countDown();
    } else {
      Thread.startVirtualThread(() -> chain(length - 1, done));
    }
  }

  private static Result spawnJoin(Meter meter) throws Exception {
    return meter.median(
        Work.JOINS,
        () -> {
          var done = new CountDownLatch(1);
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < Work.JOINS; i++) {
                  join(Thread.startVirtualThread(() -> {}));
                }
                done.countDown();
              });
          done.await();
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts these threads", e);
    }
  }
}
