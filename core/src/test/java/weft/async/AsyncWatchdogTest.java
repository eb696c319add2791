package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.internal.system.AsyncEngine;
import weft.runtime.WeftRuntime;
import weft.task.BlockedPoll;
import weft.task.JoinHandle;

/** What the watchdog says of bodies that compute or block for long, on each engine. */
@Timeout(60)
class AsyncWatchdogTest {
  private static final boolean MOUNTED = AsyncEngine.current() == AsyncEngine.MOUNTED;
  private static final Duration LIMIT = Duration.ofMillis(300);

  private final BlockingQueue<BlockedPoll> reports = new LinkedBlockingQueue<>();

  private WeftRuntime runtime() throws Exception {
    WeftRuntime runtime =
        WeftRuntime.builder()
            .workerThreads(1)
            .blockedPollThreshold(LIMIT)
            .onBlockedPoll(reports::add)
            .build();
    runtime.blockOn(runtime.spawn(async(() -> await(Futures.yieldNow())))); // loads classes
    reports.clear();
    return runtime;
  }

  @Test
  void computingBodyIsReportedWithItsStackWhereItHoldsAWorker() throws Exception {
    try (WeftRuntime runtime = runtime()) {
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch started = new CountDownLatch(1);
      JoinHandle<Integer> body = runtime.spawn("computing", async(() -> compute(started, stop)));
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      if (MOUNTED) {
        BlockedPoll report = reports.poll(20, TimeUnit.SECONDS);
        while (report != null && !isOf(report, "computing")) { // of the poll that loaded classes
          report = reports.poll(20, TimeUnit.SECONDS);
        }
        assertThat(report).isNotNull();
        assertThat(report.stack()).anyMatch(frame -> frame.getMethodName().equals("compute"));
      } else {
        othersGoOnForLongerThanTheLimit(runtime);
        assertThat(reports).noneMatch(report -> isOf(report, "computing"));
      }
      stop.set(true);
      assertThat(runtime.blockOn(body)).isPositive();
    }
  }

  /** Any other poll may be long where the machine is busy. */
  private static boolean isOf(BlockedPoll report, String task) {
    return task.equals(report.task().name());
  }

  private static int compute(CountDownLatch started, AtomicBoolean stop) {
    started.countDown();
    int rounds = 1;
    while (!stop.get()) {
      rounds = Math.max(1, rounds + 1);
    }
    return rounds;
  }

  @Test
  void blockedBodyHoldsNoWorkerAndIsNotReported() throws Exception {
    try (WeftRuntime runtime = runtime()) {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      JoinHandle<Boolean> body =
          runtime.spawn(
              "blocked",
              async(
                  () -> {
                    started.countDown();
                    return release.await(30, TimeUnit.SECONDS);
                  }));
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      othersGoOnForLongerThanTheLimit(runtime);
      assertThat(reports).noneMatch(report -> isOf(report, "blocked"));
      release.countDown();
      assertThat(runtime.blockOn(body)).isTrue();
    }
  }

  private static void othersGoOnForLongerThanTheLimit(WeftRuntime runtime) throws Exception {
    long end = System.nanoTime() + LIMIT.multipliedBy(2).toNanos();
    while (System.nanoTime() < end) {
      runtime.blockOn(runtime.spawn(Futures.yieldNow()));
    }
  }
}
