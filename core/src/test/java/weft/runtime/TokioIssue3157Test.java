package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.task.JoinHandle;
import weft.time.Time;

/**
 * tokio-rs/tokio#3157: aborting a task that slept brought the runtime down when the timer was let
 * go of.
 */
@Timeout(60)
class TokioIssue3157Test {

  @ParameterizedTest
  @EnumSource
  void sleepingTaskIsAbortedAndTheOthersSleepOn(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Void> aborted = runtime.spawn(Time.sleep(Duration.ofHours(1)));
      JoinHandle<Void> other = runtime.spawn(Time.sleep(Duration.ofMillis(20)));
      runtime.blockOn(Time.sleep(Duration.ofMillis(1))); // both are registered
      aborted.abort();
      assertThatThrownBy(() -> runtime.blockOn(aborted)).isInstanceOf(CancellationException.class);
      runtime.blockOn(other);
      runtime.blockOn(runtime.spawn(Time.sleep(Duration.ofMillis(1))));
      assertThat(runtime.metrics().aliveTasks()).isZero();
    }
  }
}
