package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.internal.system.AsyncEngine;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/** What differs between the engines: each line of the second table in docs/async.md. */
@Timeout(60)
class AsyncEngineTest {
  private static final boolean MOUNTED = AsyncEngine.current() == AsyncEngine.MOUNTED;

  @Test
  void bodyRunsOnItsWorkerIfMounted() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      String thread =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        await(Futures.yieldNow());
                        return Thread.currentThread().toString();
                      })));
      // A virtual thread's name for itself ends with the thread that carries it.
      assertThat(thread.contains("weft-worker")).as(thread).isEqualTo(MOUNTED);
    }
  }

  @Test
  void spawnFromABodyIsLocalIfMounted() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      long remote =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        await(Futures.yieldNow());
                        long before = runtime.metrics().remoteSchedules();
                        JoinHandle<Void> child = Weft.spawn(Futures.yieldNow());
                        long after = runtime.metrics().remoteSchedules();
                        await(child);
                        return after - before;
                      })));
      assertThat(remote).isEqualTo(MOUNTED ? 0 : 1);
    }
  }

  @Test
  void budgetIsSharedWithTheTaskInLockStep() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      List<Integer> taken = new ArrayList<>();
      AtomicBoolean otherRan = new AtomicBoolean();
      int units =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        Weft.spawn(Futures.lazy(() -> otherRan.getAndSet(true)));
                        int count = 0;
                        while (!otherRan.get()) {
                          await(unit());
                          count++;
                        }
                        taken.add(count);
                        return count;
                      })));
      assertThat(units).as("units before another task had its turn").isBetween(100, 129);
    }
  }

  @Test
  void budgetIsTheBodysOwnBetweenTwoStopsOtherwise() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      List<Boolean> granted =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        await(Futures.yieldNow());
                        List<Boolean> answers = new ArrayList<>();
                        for (int i = 0; i < 200; i++) {
                          answers.add(await(Futures.pollFn(cx -> Poll.ready(cx.proceed()))));
                        }
                        return answers;
                      })));
      assertThat(granted.indexOf(false)).as("units without a stop").isBetween(100, 128);
      assertThat(granted.subList(granted.indexOf(false), 200)).containsOnly(false);
    }
  }

  /** Takes one unit of the budget. */
  private static Future<Integer> unit() {
    return Futures.pollFn(cx -> cx.proceed() ? Poll.ready(1) : Poll.pending());
  }

  @Test
  void cancelUnwindsBeforeItReturnsInLockStep() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      AtomicBoolean unwound = new AtomicBoolean();
      Future<Void> body =
          async(
              () -> {
                try {
                  await(Futures.pending());
                } finally {
                  unwound.set(true);
                }
              });
      boolean atOnce =
          runtime.blockOn(
              Futures.<Boolean>pollFn(
                  cx -> {
                    assertThat(body.poll(cx).isPending()).isTrue();
                    body.cancel();
                    return Poll.ready(unwound.get());
                  }));
      assertThat(atOnce).isTrue();
    }
  }

  @Test
  void computingHoldsTheWorkerIfMounted() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      Oneshot<String> started = Oneshot.channel();
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch otherRan = new CountDownLatch(1);
      JoinHandle<Void> computing =
          runtime.spawn(
              async(
                  () -> {
                    started.sender().send("yes");
                    while (!stop.get()) {
                      Thread.onSpinWait();
                    }
                  }));
      runtime.blockOn(started.receiver());
      runtime.spawn(
          Futures.lazy(
              () -> {
                otherRan.countDown();
                return 1;
              }));
      boolean ran = otherRan.await(MOUNTED ? 50 : 20_000, TimeUnit.MILLISECONDS);
      stop.set(true);
      runtime.blockOn(computing);
      assertThat(ran).isEqualTo(!MOUNTED);
    }
  }
}
