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
 * tokio-rs/tokio#7879: a task that blocked in place left those that had yielded on its worker where
 * nobody saw them. With one worker, whoever waited for one of them hung.
 */
@Timeout(60)
class TokioIssue7879Test {

  @Test
  void yieldedTaskGoesOnWhileTheOnlyWorkerBlocksInPlace() throws Exception {
    // Without the LIFO slot the two run in the order in which they were spawned: the first yields
    // and then the second blocks until the first has gone on.
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).lifoSlot(false).build()) {
      for (int round = 0; round < 50; round++) {
        CountDownLatch gone = new CountDownLatch(1);
        JoinHandle<JoinHandle<Boolean>> starts =
            runtime.spawn(
                cx -> {
                  Weft.spawn(
                          Weft.yieldNow()
                              .map(
                                  done -> {
                                    gone.countDown();
                                    return done;
                                  }))
                      .cancel();
                  return Poll.ready(
                      Weft.spawn(
                          inner ->
                              Poll.ready(
                                  Weft.blockInPlace(() -> gone.await(20, TimeUnit.SECONDS)))));
                });
        assertThat(runtime.blockOn(runtime.blockOn(starts))).as("round %d", round).isTrue();
      }
    }
  }
}
