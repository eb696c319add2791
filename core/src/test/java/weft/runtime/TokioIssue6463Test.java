package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Poll;
import weft.task.JoinHandle;

/**
 * Closing while a task waits inside blockInPlace and blockOn must neither hang nor lose the task.
 */
@Timeout(60)
class TokioIssue6463Test {

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void closeEndsABlockOnInsideBlockInPlace(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    Handle handle = runtime.handle();
    CountDownLatch inside = new CountDownLatch(1);
    JoinHandle<Void> task =
        runtime.spawn(
            cx -> {
              Weft.blockInPlace(
                  () -> {
                    inside.countDown();
                    return handle.blockOn(SchedulingTest.sleepMillis(3_600_000));
                  });
              return Poll.done();
            });
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    runtime.close();
    assertThat(task.isFinished()).isTrue();
  }
}
