package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Poll;
import weft.task.JoinHandle;
import weft.time.Time;

/**
 * tokio-rs/tokio#4730: the worker that had waited in the driver ran a task that blocked, and as
 * nobody else took the driver over, all timers and sockets stood still though other workers were
 * idle.
 */
@Timeout(60)
class TokioIssue4730Test {

  @Test
  void driverIsTakenOverFromAWorkerThatBlocks() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch fired = new CountDownLatch(1);
        JoinHandle<Void> timer =
            runtime.spawn(
                Time.sleep(Duration.ofMillis(10))
                    .map(
                        done -> {
                          fired.countDown();
                          return done;
                        }));
        // Whichever worker it takes, also the one that waits in the driver for that timer.
        JoinHandle<Boolean> blocks =
            runtime.spawn(cx -> Poll.ready(fired.await(20, TimeUnit.SECONDS)));
        assertThat(runtime.blockOn(blocks)).as("round %d", round).isTrue();
        runtime.blockOn(timer);
      }
    }
  }
}
