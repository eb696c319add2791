package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import weft.future.Futures;
import weft.leaks.LeakGuard;
import weft.runtime.WeftRuntime;
import weft.time.Time;

/** Every class of this module is guarded: one that leaks, planted here, is red. */
class GuardedTest {
  private static WeftRuntime leaked;

  @AfterEach
  void close() {
    leaked.close();
  }

  @Test
  void classesThatLeakAreFound() {
    List<String> failures =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(LeavesARuntime.class), selectClass(LeavesABuffer.class))
            .enableImplicitConfigurationParameters(true)
            .configurationParameter("weft.leaks.patience", "PT0.5S") // it is in vain
            .execute()
            .allEvents()
            .executions()
            .failed()
            .stream()
            .flatMap(
                failed -> failed.getTerminationInfo().getExecutionResult().getThrowable().stream())
            .map(Throwable::getMessage)
            .toList();
    assertThat(failures)
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("LeavesARuntime left behind", "with 1 tasks and 1 timers"))
        .anySatisfy(message -> assertThat(message).contains("allocates() left buffers behind"))
        .hasSize(2);
    assertThat(LeakGuard.guards(GuardedTest.class)).isTrue();
  }

  static class LeavesARuntime {
    @Test
    void forgetsToCloseIt() throws Exception {
      leaked = WeftRuntime.currentThread();
      var sleeper = leaked.spawn(Time.sleep(Duration.ofHours(1)));
      leaked.blockOn(leaked.spawn(Futures.ready(1))); // in order: the other sleeps by now
      assertThat(sleeper.isFinished()).isFalse();
    }
  }

  static class LeavesABuffer {
    @Test
    void allocates() {
      assertThat(Unpooled.directBuffer(1).isReadable()).isFalse();
    }
  }
}
