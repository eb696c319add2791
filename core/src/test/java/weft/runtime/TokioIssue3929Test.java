package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.task.JoinHandle;
import weft.task.Outcome;

/** Aborting from a foreign thread must not cancel the future on that thread. */
@Timeout(60)
class TokioIssue3929Test {

  @ParameterizedTest
  @EnumSource
  void futureIsCancelledByItsRuntime(Flavor flavor) throws Exception {
    AtomicReference<Thread> cancelledOn = new AtomicReference<>();
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Void> task =
          runtime.spawn(
              new Future<>() {
                @Override
                public Poll<Void> poll(Context cx) {
                  return Poll.pending();
                }

                @Override
                public void cancel() {
                  cancelledOn.set(Thread.currentThread());
                }
              });
      Thread aborter = new Thread(task::abort);
      aborter.start();
      aborter.join();
      assertThat(runtime.blockOn(task.outcome())).isEqualTo(new Outcome.Cancelled<>());
      assertThat(cancelledOn.get()).isNotNull().isNotSameAs(aborter);
    }
  }
}
