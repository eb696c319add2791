package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * A body that spawns more than its worker's ring holds has to wait for the lock of the global queue
 * at times. On the fast engine its worker runs other tasks meanwhile, so that nothing of the worker
 * may be left half done.
 */
@Timeout(300)
class AsyncOverflowTest {
  private static final int SPAWNERS = 8;
  private static final int ROUNDS = Integer.getInteger("weft.async.overflows", 100);
  private static final int SPAWNS = 1_000;

  @Test
  void everyTaskRunsOnceWhenManyBodiesOverflowTheirRings() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(4).build()) {
      List<JoinHandle<Void>> spawners = new ArrayList<>();
      for (int i = 0; i < SPAWNERS; i++) {
        spawners.add(runtime.spawn(async(() -> spawnMany(runtime, runs))));
      }
      for (JoinHandle<Void> spawner : spawners) {
        runtime.blockOn(spawner);
      }
    }
    assertThat(runs).hasValue(SPAWNERS * ROUNDS * SPAWNS);
  }

  private static Void spawnMany(WeftRuntime runtime, AtomicInteger runs) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<JoinHandle<Integer>> spawned = new ArrayList<>(SPAWNS);
      for (int i = 0; i < SPAWNS; i++) {
        spawned.add(runtime.spawn(Futures.lazy(runs::incrementAndGet)));
      }
      for (JoinHandle<Integer> task : spawned) {
        Async.await(task);
      }
    }
    return null;
  }
}
