package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.task.JoinHandle;

/**
 * tokio-rs/tokio#3662: the handle of a task that another thread aborted said that it had ended
 * before its future was let go of.
 */
@Timeout(60)
class TokioIssue3662Test {

  @ParameterizedTest
  @EnumSource
  void futureIsCancelledBeforeTheHandleSaysSo(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int round = 0; round < 200; round++) {
        AtomicBoolean cancelled = new AtomicBoolean();
        JoinHandle<Void> task =
            runtime.spawn(
                new Future<Void>() {
                  @Override
                  public Poll<Void> poll(Context cx) {
                    return Poll.pending();
                  }

                  @Override
                  public void cancel() {
                    cancelled.set(true);
                  }
                });
        Thread aborting = new Thread(task::abort);
        aborting.start();
        assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(CancellationException.class);
        assertThat(cancelled).as("round %d", round).isTrue();
        aborting.join();
      }
    }
  }
}
