package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.internal.context.Current;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * A straight-line body that spawns more than its worker's ring holds pushes to the global queue. It
 * must not wait for that: the fast engine would take it off its worker in the middle of the spawn,
 * and the worker would go on with half-moved queues.
 */
@Timeout(60)
class BodyOverflowTest {
  private static final int TASKS = 600;

  @Test
  void bodyThatOverflowsItsWorkersRingWaitsForNobody() throws Exception {
    AtomicIntegerArray runs = new AtomicIntegerArray(TASKS);
    List<JoinHandle<Integer>> tasks = new ArrayList<>();
    AtomicBoolean spawned = new AtomicBoolean();
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      MultiThreadScheduler scheduler =
          (MultiThreadScheduler)
              runtime.blockOn(runtime.spawn(Futures.lazy(() -> Current.require("the test"))));
      CountDownLatch started = new CountDownLatch(1);
      AtomicBoolean goOn = new AtomicBoolean();
      JoinHandle<Void> body =
          runtime.spawn(
              async(
                  () -> {
                    started.countDown();
                    await(goOn::get); // without leaving its worker, which takes under the lock
                    for (int i = 0; i < TASKS; i++) {
                      int number = i;
                      tasks.add(runtime.spawn(Futures.lazy(() -> runs.incrementAndGet(number))));
                    }
                    spawned.set(true);
                  }));
      started.await();
      synchronized (scheduler.global) {
        goOn.set(true);
        await(spawned::get); // though somebody else is taking from the global queue
      }
      runtime.blockOn(body);
      for (JoinHandle<Integer> task : tasks) {
        assertThat(task.blockingJoin(Duration.ofSeconds(30))).isEqualTo(1);
      }
    }
    for (int i = 0; i < TASKS; i++) {
      assertThat(runs.get(i)).as("runs of task %s", i).isEqualTo(1);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("out of time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
