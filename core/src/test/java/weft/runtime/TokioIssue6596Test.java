package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Poll;
import weft.task.JoinHandle;

/**
 * The task in the LIFO slot, which no thief reaches, must not wait for a task that blocks in place.
 */
@Timeout(60)
class TokioIssue6596Test {

  @Test
  void taskSpawnedLastRunsWhileItsSpawnerBlocksInPlace() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Boolean> blocks =
          runtime.spawn(
              cx -> {
                Weft.spawn(
                        inner -> {
                          released.countDown();
                          return Poll.done();
                        })
                    .cancel();
                return Poll.ready(Weft.blockInPlace(() -> released.await(30, TimeUnit.SECONDS)));
              });
      assertThat(runtime.blockOn(blocks)).isTrue();
    }
  }
}
