package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.task.JoinHandle;

/** What a runtime tells about itself. */
@Timeout(60)
class RuntimeMetricsTest {

  @ParameterizedTest
  @EnumSource
  void tasksAreCountedFromBirthToEnd(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      RuntimeMetrics metrics = runtime.metrics();
      JoinHandle<Integer> waits = runtime.spawn(cx -> Poll.pending());
      JoinHandle<Void> spawns =
          runtime.spawn(
              cx -> {
                Weft.spawn(SpawnTest.yielding(1)).cancel();
                return Poll.done();
              });
      runtime.blockOn(spawns);
      runtime.blockOn(SchedulingTest.sleepMillis(0));
      while (metrics.aliveTasks() > 1) {
        runtime.blockOn(SpawnTest.yielding(1));
      }
      assertThat(metrics.spawnedTasks()).isEqualTo(3);
      assertThat(metrics.aliveTasks()).isEqualTo(1);
      waits.abort();
      assertThatThrownBy(() -> runtime.blockOn(waits)).isNotNull();
      assertThat(metrics.aliveTasks()).isZero();
      assertThat(metrics.remoteSchedules()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollsAndForcedYieldsAreCounted(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> greedy =
          runtime.spawn(
              new Future<>() {
                private int units;

                @Override
                public Poll<Integer> poll(weft.future.Context cx) {
                  while (cx.proceed()) {
                    if (++units == 128 * 3 + 1) {
                      return Poll.ready(units);
                    }
                  }
                  return Poll.pending();
                }
              });
      runtime.blockOn(greedy);
      // Another worker may have ended it before the one on which it yielded has counted that.
      for (int i = 0; i < 30_000 && runtime.metrics().budgetForcedYields() < 3; i++) {
        runtime.blockOn(SchedulingTest.sleepMillis(1));
      }
      assertThat(runtime.metrics().polls()).isEqualTo(4);
      assertThat(runtime.metrics().budgetForcedYields()).isEqualTo(3);
    }
  }

  @Test
  void workerShowsItsParksAndItsThread() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      AtomicLong thread = new AtomicLong();
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                thread.set(Thread.currentThread().getId());
                return Poll.done();
              }));
      long parksBefore = workerThatRests(runtime).parks();
      runtime.blockOn(runtime.spawn(SpawnTest.yielding(1)));
      WorkerMetrics worker = workerThatRests(runtime);
      assertThat(worker.threadId()).isEqualTo(thread.get());
      assertThat(worker.parks()).isGreaterThan(parksBefore);
      assertThat(worker.parksAndUnparks()).isEqualTo(2 * worker.parks() - 1);
      assertThat(worker.polls()).isEqualTo(3);
      assertThat(worker.busyTime()).isPositive().isLessThan(Duration.ofSeconds(60));
      assertThat(runtime.metrics().toString()).contains("spawned 2").contains("0: WorkerMetrics");
      assertThatThrownBy(() -> runtime.metrics().worker(1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("worker 1 of a runtime with 1");
    }
  }

  /** The figures of the one worker when it waits, and none of them changes while they are read. */
  private static WorkerMetrics workerThatRests(WeftRuntime runtime) {
    long start = System.nanoTime();
    while (true) {
      WorkerMetrics worker = runtime.metrics().worker(0);
      if (worker.parksAndUnparks() == 2 * worker.parks() - 1) {
        return worker;
      }
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
      Thread.onSpinWait();
    }
  }

  @Test
  void queuesAndOverflowsOfABlockedWorkerAreSeen() throws Exception {
    // Without the watchdog, which would have others run them.
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).watchdog(false).build()) {
      CountDownLatch spawned = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      JoinHandle<Void> blocks =
          runtime.spawn(
              cx -> {
                for (int i = 0; i < 300; i++) {
                  Weft.spawn(inner -> Poll.done()).cancel();
                }
                spawned.countDown();
                release.await(30, TimeUnit.SECONDS);
                return Poll.done();
              });
      assertThat(spawned.await(30, TimeUnit.SECONDS)).isTrue();
      RuntimeMetrics metrics = runtime.metrics();
      // One is in the LIFO slot; at the 257th in the ring half of them went, and that one.
      assertThat(metrics.worker(0).overflows()).isEqualTo(1);
      assertThat(metrics.globalQueueDepth()).isEqualTo(129);
      assertThat(metrics.worker(0).localQueueDepth()).isEqualTo(299 - 129);
      assertThat(metrics.worker(0).localSchedules()).isEqualTo(300);
      assertThat(metrics.aliveTasks()).isEqualTo(301);
      release.countDown();
      runtime.blockOn(blocks);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FOUR_WORKERS"})
  void stealsAreCounted(Flavor flavor) throws Exception {
    // Without the watchdog, which would let others have the one in the slot: that is no steal.
    try (WeftRuntime runtime = flavor.builder().watchdog(false).build()) {
      CountDownLatch done = new CountDownLatch(100);
      JoinHandle<Boolean> blocks =
          runtime.spawn(
              cx -> {
                for (int i = 0; i < 101; i++) { // one of them stays in the LIFO slot
                  Weft.spawn(
                          inner -> {
                            done.countDown();
                            return Poll.done();
                          })
                      .cancel();
                }
                return Poll.ready(done.await(30, TimeUnit.SECONDS));
              });
      assertThat(runtime.blockOn(blocks)).isTrue();
      long steals = 0;
      long operations = 0;
      for (int i = 0; i < 4; i++) {
        steals += runtime.metrics().worker(i).steals();
        operations += runtime.metrics().worker(i).stealOperations();
      }
      assertThat(steals).isGreaterThanOrEqualTo(100);
      assertThat(operations).isBetween(1L, steals);
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockingThreadsAreCounted(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      RuntimeMetrics metrics = runtime.metrics();
      assertThat(metrics.blockingThreads()).isZero();
      runtime.blockOn(runtime.spawnBlocking(() -> 1));
      assertThat(metrics.blockingThreads()).isEqualTo(1);
      assertThat(metrics.idleBlockingThreads()).isBetween(0, 1);
      assertThat(metrics.blockingQueueDepth()).isZero();
      assertThat(metrics.socketsRegistered()).isZero();
      assertThat(metrics.socketsDeregistered()).isZero();
      assertThat(metrics.readyEvents()).isZero();
      assertThat(metrics.acceptsRefused()).isZero();
    }
  }

  /** Its budget is one of a poll, like a task's. */
  @ParameterizedTest
  @EnumSource
  void forcedYieldsOfTheMainFutureAreCounted(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      int[] units = {0};
      runtime.blockOn(
          cx -> {
            while (cx.proceed()) {
              if (++units[0] == 128 * 2 + 1) {
                return Poll.done();
              }
            }
            return Poll.pending();
          });
      assertThat(runtime.metrics().budgetForcedYields()).isEqualTo(2);
    }
  }

  private static Future<Void> counts(CountDownLatch latch) {
    return cx -> {
      latch.countDown();
      return Poll.done();
    };
  }

  @Test
  void forcedYieldsStayCountedWhenAPollBlocksInPlace() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      int[] units = {0};
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                while (cx.proceed()) {
                  if (++units[0] == 128 * 2 + 1) {
                    return Poll.done();
                  }
                }
                return Poll.pending();
              }));
      var goesOn = new CountDownLatch(1);
      runtime.blockOn(
          runtime.spawn(
              cx ->
                  Poll.ready(
                      Weft.blockInPlace(
                          () -> {
                            runtime.spawn(counts(goesOn)); // on another thread
                            return goesOn.await(30, TimeUnit.SECONDS);
                          }))));
      for (int i = 0; i < 2; i++) { // the drivers are polled, and it is then that they are counted
        runtime.blockOn(runtime.spawn(Futures.yieldNow()));
      }
      assertThat(runtime.metrics().budgetForcedYields()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollsAreCountedByTheirLengthIfThatIsWanted(Flavor flavor) throws Exception {
    Duration tenMillis = Duration.ofMillis(10);
    try (WeftRuntime runtime =
        flavor.builder().pollTimeHistogram(HistogramScale.DOUBLING, tenMillis, 4).build()) {
      JoinHandle<Boolean> slow =
          runtime.spawn(cx -> Poll.ready(new CountDownLatch(1).await(12, TimeUnit.MILLISECONDS)));
      assertThat(runtime.blockOn(slow)).isFalse();
      runtime.blockOn(SchedulingTest.sleepMillis(1));
      RuntimeMetrics metrics = runtime.metrics();
      assertThat(metrics.pollTimes()).hasSize(4);
      assertThat(metrics.pollTimes())
          .extracting(PollTimes::to)
          .containsExactly(tenMillis, Duration.ofMillis(20), Duration.ofMillis(40), null);
      assertThat(metrics.pollTimes())
          .extracting(PollTimes::from)
          .containsExactly(Duration.ZERO, tenMillis, Duration.ofMillis(20), Duration.ofMillis(40));
      long slowPolls = metrics.pollTimes().stream().skip(1).mapToLong(PollTimes::polls).sum();
      assertThat(slowPolls).isPositive(); // others may have been slow as well
      long ofWorkers = 0;
      for (int i = 0; i < metrics.workerCount(); i++) {
        ofWorkers += metrics.pollTimes(i).stream().mapToLong(PollTimes::polls).sum();
      }
      assertThat(ofWorkers).isEqualTo(metrics.polls());
    }
  }

  @Test
  void histogramOfPollTimesIsAnOptionWithConditions() {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      assertThat(runtime.metrics().pollTimes()).isEmpty();
      assertThat(runtime.metrics().pollTimes(1)).isEmpty();
    }
    RuntimeBuilder builder = WeftRuntime.builder();
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> builder.pollTimeHistogram(HistogramScale.LINEAR, Duration.ZERO, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resolution is not positive: PT0S");
    assertThatThrownBy(() -> builder.pollTimeHistogram(HistogramScale.LINEAR, second, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ranges < 2: 1");
    assertThatThrownBy(() -> builder.pollTimeHistogram(HistogramScale.DOUBLING, second, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 of PT1S");
  }
}
