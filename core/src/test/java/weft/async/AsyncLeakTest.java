package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.internal.system.AsyncEngine;
import weft.runtime.WeftRuntime;
import weft.sync.Semaphore;
import weft.task.JoinHandle;

/**
 * A million bodies on the fast engine, half of them cancelled midway, leave nothing behind; fewer
 * on the others, of which each takes longer. {@code -Dweft.async.bodies} sets how many.
 */
@Timeout(1200)
class AsyncLeakTest {
  private static final int BODIES = Integer.getInteger("weft.async.bodies", byDefault());
  private static final int AT_A_TIME = AsyncEngine.current() == AsyncEngine.PLATFORM ? 100 : 1000;

  private static int byDefault() {
    return switch (AsyncEngine.current()) {
      case MOUNTED -> 1_000_000;
      case VIRTUAL -> 100_000;
      case PLATFORM -> 20_000;
    };
  }

  /** What a leaked body would keep, and more: far less than one batch of them would. */
  private static final long TOLERANCE_BYTES = 4L << 20;

  /** The threads of a batch of bodies. */
  private static final Queue<WeakReference<Thread>> threads = new ConcurrentLinkedQueue<>();

  @Test
  void bodiesHalfOfThemCancelledMidwayLeaveNothingBehind() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
    WeakReference<WeftRuntime> gone;
    try {
      batch(runtime, open, ended); // classes, pools, arrays that grow
      batch(runtime, open, ended);
      long before = usedAfterCollection();
      for (int started = 0; started < BODIES; started += AT_A_TIME) {
        threads.clear();
        batch(runtime, open, ended);
      }
      assertThat(open).hasValue(0);
      assertThat(runtime.metrics().aliveTasks()).isZero();
      long after = usedAfterCollection();
      assertThat(after - before)
          .as("bytes more than before, after %s bodies", ended)
          .isLessThan(TOLERANCE_BYTES);
    } finally {
      runtime.close();
    }
    assertThat(ended.get()).isGreaterThanOrEqualTo(BODIES);
    assertThat(threads).hasSizeGreaterThanOrEqualTo(AT_A_TIME);
    gone = new WeakReference<>(runtime);
    runtime = null;
    for (int i = 0; i < 50 && gone.get() != null; i++) {
      usedAfterCollection();
    }
    assertThat(gone.get()).as("the runtime, if anything of it is left").isNull();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("weft-worker")) {
        thread.join(20_000); // close waits for its last act, which comes an instant before its end
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
    for (WeakReference<Thread> reference : threads) {
      Thread thread = reference.get();
      while (thread != null && !isGone(thread)) { // bounded by the test's time-out
        Thread.onSpinWait();
      }
    }
  }

  private static void batch(WeftRuntime runtime, AtomicInteger open, AtomicInteger ended)
      throws Exception {
    Semaphore gate = Semaphore.withPermits(0);
    List<JoinHandle<Void>> bodies = new ArrayList<>();
    for (int i = 0; i < AT_A_TIME; i++) {
      bodies.add(runtime.spawn(async(() -> body(gate, open))));
    }
    Future<Void> allWait =
        async(
            () -> {
              while (open.get() < AT_A_TIME) {
                await(Futures.yieldNow());
              }
            });
    runtime.blockOn(allWait);
    for (int i = 0; i < AT_A_TIME; i += 2) {
      bodies.get(i).abort();
    }
    gate.addPermits(AT_A_TIME);
    for (JoinHandle<Void> body : bodies) {
      runtime.blockOn(body.outcome());
      ended.incrementAndGet();
    }
  }

  private static void body(Semaphore gate, AtomicInteger open) throws Exception {
    threads.add(new WeakReference<>(Thread.currentThread()));
    open.incrementAndGet();
    try (AutoCloseable resource = open::decrementAndGet) {
      await(Futures.yieldNow());
      await(async(() -> await(gate.acquire()).forget()));
      await(Futures.yieldNow());
    }
  }

  /** Virtual threads have ended; platform threads wait for the next body, or have ended. */
  private static boolean isGone(Thread thread) {
    Thread.State state = thread.getState();
    return AsyncEngine.current() == AsyncEngine.PLATFORM
        ? state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED
        : state == Thread.State.TERMINATED;
  }

  private static long usedAfterCollection() {
    Runtime jvm = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
    }
    return least;
  }
}
