package weft.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Futures;
import weft.task.JoinHandle;

/**
 * tokio-rs/tokio#3964: aborting a task marked it and did not wake it, so that one which nobody woke
 * stayed for ever, and so did whoever joined it.
 */
@Timeout(60)
class TokioIssue3964Test {

  @ParameterizedTest
  @EnumSource
  void abortedTaskThatNobodyWakesEnds(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Object> task = runtime.spawn(Futures.pending());
      runtime.blockOn(SpawnTest.yielding(3)); // it waits now, on the current thread surely
      task.abort();
      assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(CancellationException.class);
    }
  }
}
