package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Poll;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/**
 * Kotlin/kotlinx.coroutines#1397: blocking for a coroutine inside a coroutine took the thread away
 * that the awaited one needed, and all of them hung.
 */
@Timeout(60)
class KotlinxIssue1397Test {

  @ParameterizedTest
  @EnumSource
  void blockingForATaskInsideTasksFailsAtOnceInsteadOfHanging(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      Oneshot<Integer> never = Oneshot.channel();
      for (int i = 0; i < 8; i++) { // as many as there are workers, and more
        JoinHandle<Integer> blocks =
            runtime.spawn(cx -> Poll.ready(runtime.blockOn(never.receiver())));
        assertThatThrownBy(() -> runtime.blockOn(blocks))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("blockOn");
      }
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(2)))).isEqualTo(2);
    }
  }
}
