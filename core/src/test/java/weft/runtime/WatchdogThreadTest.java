package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Weft;
import weft.async.Async;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.system.AsyncEngine;
import weft.task.BlockedPoll;
import weft.task.JoinHandle;
import weft.time.Time;

/** The watchdog on threads: what a blocked worker holds goes on, and the user is told. */
@Timeout(60)
class WatchdogThreadTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final BlockingQueue<BlockedPoll> reports = new LinkedBlockingQueue<>();

  private RuntimeBuilder reporting(int workers) {
    return WeftRuntime.builder()
        .workerThreads(workers)
        .blockedPollThreshold(SHORT)
        .onBlockedPoll(reports::add);
  }

  private static boolean await(CountDownLatch latch) throws InterruptedException {
    return latch.await(20, TimeUnit.SECONDS);
  }

  private BlockedPoll nextReport() throws InterruptedException {
    BlockedPoll report = reports.poll(20, TimeUnit.SECONDS);
    assertThat(report).as("a report").isNotNull();
    return report;
  }

  /** tokio-rs/tokio#4730 to its end: the task was woken by the worker's own turn of the driver. */
  @Test
  void timersGoOnWhileTheDriversOwnerBlocksInATaskThatItsOwnTurnWoke() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      for (int round = 0; round < 5; round++) {
        CountDownLatch fired = new CountDownLatch(1);
        JoinHandle<Boolean> blocks =
            runtime.spawn(Time.sleep(Duration.ofMillis(20)).then(done -> blockUntil(fired)));
        JoinHandle<Void> timer =
            runtime.spawn(
                Time.sleep(Duration.ofMillis(60))
                    .map(
                        done -> {
                          fired.countDown();
                          return done;
                        }));
        assertThat(blocks.blockingJoin()).as("round %d", round).isTrue();
        timer.blockingJoin();
      }
    }
  }

  private static Future<Boolean> blockUntil(CountDownLatch latch) {
    return cx -> Poll.ready(await(latch));
  }

  /** On another worker; where there is none, on a thread that stands in for it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void taskThatABlockedWorkerWouldRunNextRunsElsewhere(int workers) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(workers).build()) {
      for (int round = 0; round < 5; round++) {
        CountDownLatch ran = new CountDownLatch(1);
        JoinHandle<Boolean> blocks =
            runtime.spawn(
                cx -> {
                  Weft.spawn(
                          inner -> {
                            ran.countDown();
                            return Poll.done();
                          })
                      .cancel();
                  return Poll.ready(await(ran));
                });
        assertThat(blocks.blockingJoin()).as("round %d", round).isTrue();
      }
    }
  }

  @Test
  void reportNamesTheTaskAndShowsWhereItIs() throws Exception {
    try (WeftRuntime runtime = reporting(1).build()) {
      BlockedPoll report;
      int rounds = 0;
      do {
        CountDownLatch release = new CountDownLatch(1);
        JoinHandle<Boolean> blocked = runtime.spawn("stubborn", blockUntil(release));
        report = nextReport();
        rounds++;
        assertThat(report.task().name()).isEqualTo("stubborn");
        assertThat(report.task().id()).isEqualTo(blocked.id());
        assertThat(report.worker()).isZero();
        assertThat(report.thread()).isEqualTo("weft-worker-0");
        assertThat(report.duration())
            .isGreaterThanOrEqualTo(SHORT)
            .isLessThan(Duration.ofMinutes(1));
        assertThat(runtime.metrics().blockedPolls()).isEqualTo(rounds);
        release.countDown();
        assertThat(blocked.blockingJoin()).isTrue();
      } while (!shows(report, "await") && rounds < 100);
      assertThat(report.stack()).anyMatch(frame -> frame.getMethodName().equals("await"));
      assertThat(report.stack())
          .anyMatch(frame -> frame.getClassName().equals(WatchdogThreadTest.class.getName()));
    }
    assertThat(reports).isEmpty(); // once for each poll
  }

  /** False if the worker was held up for the whole limit before it came there. */
  private static boolean shows(BlockedPoll report, String method) {
    return report.stack().stream().anyMatch(frame -> frame.getMethodName().equals(method));
  }

  @Test
  void computingBodyIsShownWhereItComputes() throws Exception {
    assumeTrue(
        AsyncEngine.current() == AsyncEngine.MOUNTED, "bodies have threads of their own here");
    try (WeftRuntime runtime = reporting(1).blockedPollThreshold(Duration.ofMillis(300)).build()) {
      BlockedPoll report;
      int rounds = 0; // the first one loads classes, which takes its time
      do {
        CountDownLatch release = new CountDownLatch(1);
        JoinHandle<Integer> computing =
            runtime.spawn("computing", Async.async(() -> computeUntil(release)));
        report = nextReport();
        rounds++;
        assertThat(report.task().name()).isEqualTo("computing");
        release.countDown();
        assertThat(computing.blockingJoin()).isPositive();
      } while (!shows(report, "computeUntil") && rounds < 100);
      assertThat(report.stack()).anyMatch(frame -> frame.getMethodName().equals("computeUntil"));
    }
  }

  private static int computeUntil(CountDownLatch latch) {
    int rounds = 1;
    while (latch.getCount() > 0) {
      rounds = Math.max(1, rounds + 1);
    }
    return rounds;
  }

  /** Its one thread is watched too, once that was asked for. */
  @Test
  void currentThreadRuntimeReportsAsWell() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RuntimeBuilder builder =
        WeftRuntime.builder()
            .currentThread()
            .blockedPollThreshold(SHORT)
            .onBlockedPoll(
                report -> {
                  reports.add(report);
                  release.countDown();
                });
    try (WeftRuntime runtime = builder.build()) {
      JoinHandle<Boolean> blocked = runtime.spawn("stubborn", blockUntil(release));
      assertThat(runtime.blockOn(blocked)).isTrue();
      BlockedPoll report = nextReport();
      assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
      assertThat(report.stack())
          .anyMatch(frame -> frame.getMethodName().equals("currentThreadRuntimeReportsAsWell"));
    }
  }

  @Test
  void idleWatchdogIsRousedByTheNextTask() throws Exception {
    Set<Thread> others = watchdogs();
    try (WeftRuntime runtime = reporting(2).build()) {
      Thread watchdog = theOneBeside(others);
      for (int round = 0; round < 3; round++) {
        while (watchdog.getState() != Thread.State.WAITING) { // rather than for a time
          Thread.onSpinWait();
        }
        CountDownLatch release = new CountDownLatch(1);
        JoinHandle<Boolean> blocked = runtime.spawn("round " + round, blockUntil(release));
        assertThat(nextReport().task().name()).isEqualTo("round " + round);
        release.countDown();
        assertThat(blocked.blockingJoin()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadIsThereWhereItIsWantedAndGoneAfterClose(Flavor flavor) throws Exception {
    Set<Thread> others = watchdogs(); // of runtimes before, which may be ending
    Thread watchdog = null;
    try (WeftRuntime runtime = flavor.create()) {
      assertThat(runtime).isNotNull();
      if (flavor == Flavor.CURRENT_THREAD) {
        assertThat(others).containsAll(watchdogs());
      } else {
        watchdog = theOneBeside(others);
      }
    }
    if (watchdog != null) {
      watchdog.join(20_000); // close waits for its last act, which comes an instant before its end
      assertThat(watchdog.isAlive()).isFalse();
    }
    try (WeftRuntime runtime = flavor.builder().watchdog(false).onBlockedPoll(r -> {}).build()) {
      assertThat(runtime).isNotNull();
      assertThat(others).containsAll(watchdogs());
    }
    try (WeftRuntime runtime = flavor.builder().watchdog(true).build()) {
      assertThat(runtime).isNotNull();
      watchdog = theOneBeside(others);
    }
    watchdog.join(20_000);
    assertThat(others).containsAll(watchdogs());
  }

  private static Set<Thread> watchdogs() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weft-watchdog"))
        .collect(Collectors.toSet());
  }

  private static Thread theOneBeside(Set<Thread> others) {
    Set<Thread> now = watchdogs();
    now.removeAll(others);
    assertThat(now).hasSize(1);
    return now.iterator().next();
  }

  @Test
  void hookThatHangsIsNamedByTheShutdown() throws Exception {
    CountDownLatch reported = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    RuntimeBuilder builder =
        WeftRuntime.builder()
            .workerThreads(1)
            .blockedPollThreshold(SHORT)
            .onBlockedPoll(
                report -> {
                  reported.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    WeftRuntime runtime = builder.build();
    assertThat(runtime.spawn(blockUntil(reported)).blockingJoin()).isTrue();
    ShutdownReport report = ShutdownTest.shutDownToTheLastOne(runtime);
    assertThat(report.stuck()).hasSize(1);
    assertThat(report.stuck().get(0).task()).isEqualTo("the hook onBlockedPoll");
    assertThat(report.stuck().get(0).thread()).isEqualTo("weft-watchdog");
    release.countDown();
    assertThat(runtime.shutdownTimeout(Duration.ofSeconds(20)).isComplete()).isTrue();
  }

  @Test
  void thresholdsThatMakeNoSenseAreRefused() {
    for (Duration none : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
      assertThatThrownBy(() -> WeftRuntime.builder().blockedPollThreshold(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("blockedPollThreshold is not positive: " + none)
          .hasMessageContaining("watchdog(false)");
    }
  }
}
