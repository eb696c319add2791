package weft.benchmarks.sync;

import java.util.concurrent.CountDownLatch;
import weft.benchmarks.harness.Benchmark;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.future.Future;
import weft.runtime.WeftRuntime;
import weft.sync.Broadcast;
import weft.sync.Mpsc;
import weft.sync.Mutex;
import weft.sync.Semaphore;
import weft.sync.Watch;

/** The benchmarks of channels and locks on Weft: its public API, tasks as hand-written futures. */
public final class WeftSync {

  private WeftSync() {}

  public static void main(String[] args) throws Exception {
    PeerProgram.of("Weft")
        .add("mpsc_alone", onTwoWorkers(WeftSync::mpscAlone))
        .add("mpsc_1", onTwoWorkers((spawn, meter) -> mpsc(spawn, meter, 1, SyncWork.SMALL)))
        .add("mpsc_4", onTwoWorkers((spawn, meter) -> mpsc(spawn, meter, 4, SyncWork.LARGE)))
        .add("mpsc_4_full", onTwoWorkers((spawn, meter) -> mpsc(spawn, meter, 4, SyncWork.SMALL)))
        .add("mpsc_4_unbounded", onTwoWorkers((spawn, meter) -> mpsc(spawn, meter, 4, 0)))
        .add("oneshot", onTwoWorkers(WeftSync::oneshot))
        .add("mutex_alone", onTwoWorkers(WeftSync::mutexAlone))
        .add("mutex_4", onTwoWorkers(WeftSync::mutex))
        .add("semaphore_alone", onTwoWorkers(WeftSync::semaphoreAlone))
        .add("semaphore_4", onTwoWorkers(WeftSync::semaphore))
        .add("broadcast_4", onTwoWorkers(WeftSync::broadcast))
        .add("watch_pair", onTwoWorkers(WeftSync::watchPair))
        .execute(args);
  }

  private static Result mpscAlone(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.VALUES,
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(SyncWork.LARGE);
          var done = new CountDownLatch(1);
          spawn.task(
              SyncFutures.inTurn(
                  new SyncFutures.Send(channel.sender(), SyncWork.VALUES),
                  new SyncFutures.Receive(channel.receiver(), done)));
          done.await();
        });
  }

  /** Several senders; a capacity of 0 is none. */
  private static Result mpsc(Spawn spawn, Meter meter, int senders, int capacity) throws Exception {
    return meter.median(
        senders * SyncWork.VALUES,
        () -> {
          Mpsc<Integer> channel = capacity == 0 ? Mpsc.unbounded() : Mpsc.bounded(capacity);
          var done = new CountDownLatch(1);
          spawn.task(new SyncFutures.Receive(channel.receiver(), done));
          for (int i = 0; i < senders; i++) {
            spawn.task(new SyncFutures.Send(channel.sender().copy(), SyncWork.VALUES));
          }
          channel.sender().close();
          done.await();
        });
  }

  private static Result oneshot(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.ONESHOTS,
        () -> {
          var done = new CountDownLatch(1);
          spawn.task(new SyncFutures.Oneshots(done));
          done.await();
        });
  }

  private static Result mutexAlone(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.CLAIMS,
        () -> {
          var done = new CountDownLatch(1);
          spawn.task(new SyncFutures.Count(Mutex.of(0), done));
          done.await();
        });
  }

  private static Result mutex(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.TASKS * SyncWork.CLAIMS,
        () -> {
          Mutex<Integer> counter = Mutex.of(0);
          var done = new CountDownLatch(SyncWork.TASKS);
          for (int i = 0; i < SyncWork.TASKS; i++) {
            spawn.task(new SyncFutures.Count(counter, done));
          }
          done.await();
        });
  }

  private static Result semaphoreAlone(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.CLAIMS,
        () -> {
          var done = new CountDownLatch(1);
          spawn.task(new SyncFutures.Claims(Semaphore.withPermits(1), false, done));
          done.await();
        });
  }

  private static Result semaphore(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.TASKS * SyncWork.CLAIMS,
        () -> {
          Semaphore permits = Semaphore.withPermits(SyncWork.PERMITS);
          var done = new CountDownLatch(SyncWork.TASKS);
          for (int i = 0; i < SyncWork.TASKS; i++) {
            spawn.task(new SyncFutures.Claims(permits, true, done));
          }
          done.await();
        });
  }

  private static Result broadcast(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.TASKS * SyncWork.BROADCASTS,
        () -> {
          Broadcast.Sender<Integer> sender = Broadcast.bounded(SyncWork.BROADCASTS);
          var done = new CountDownLatch(SyncWork.TASKS);
          for (int i = 0; i < SyncWork.TASKS; i++) {
            spawn.task(new SyncFutures.Listen(sender.subscribe(), done));
          }
          spawn.task(new SyncFutures.Announce(sender));
          done.await();
        });
  }

  private static Result watchPair(Spawn spawn, Meter meter) throws Exception {
    return meter.median(
        SyncWork.ROUND_TRIPS,
        () -> {
          Watch.Sender<Integer> there = Watch.of(0);
          Watch.Sender<Integer> back = Watch.of(0);
          var done = new CountDownLatch(2);
          spawn.task(new SyncFutures.Answer(there.subscribe(), back, done));
          spawn.task(new SyncFutures.Ask(there, back.subscribe(), done));
          done.await();
        });
  }

  private static Benchmark onTwoWorkers(RuntimeBenchmark benchmark) {
    return meter -> {
      try (var runtime = WeftRuntime.builder().workerThreads(SyncWork.WORKERS).build()) {
        return benchmark.run(runtime::spawn, meter);
      }
    };
  }

  @FunctionalInterface
  private interface Spawn {
    Object task(Future<Void> future);
  }

  @FunctionalInterface
  private interface RuntimeBenchmark {
    Result run(Spawn spawn, Meter meter) throws Exception;
  }
}
