package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import weft.leaks.Buffers;

/** What users read when a test of theirs fails: {@link PlantedFailures}, run by JUnit itself. */
@Timeout(60)
class WeftTestFailuresTest {

  private static final class Results implements TestExecutionListener {
    final List<TestExecutionResult> ofTests = new ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        ofTests.add(result);
      }
    }
  }

  private static TestExecutionResult run(String method) {
    Results results = new Results();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(PlantedFailures.class.getName() + "#" + method))
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .build();
    LauncherFactory.create().execute(request, results);
    assertThat(results.ofTests).as("tests that ran").hasSize(1);
    return results.ofTests.get(0);
  }

  private static Throwable failure(String method) {
    TestExecutionResult result = run(method);
    assertThat(result.getThrowable()).as("failure of %s", method).isPresent();
    return result.getThrowable().get();
  }

  @Test
  void timeOutDumpsTasksAndThreads() {
    assertThat(failure("hangs()"))
        .hasMessageContaining("hangs() has not ended after 5000 ms")
        .hasMessageContaining("'waits for ever', waiting after 1 polls, spawned at")
        .hasMessageContaining("PlantedFailures.hangs")
        .hasMessageContaining("weft-test hangs()");
  }

  @Test
  void leakedTasksAreNamedAndPlaced() {
    assertThat(failure("leaksATask()"))
        .hasMessageContaining("1 task is left behind")
        .hasMessageContaining("'forgotten'")
        .hasMessageContaining("PlantedFailures.leaksATask");
    assertThat(failure("leaksATaskOnWorkers(weft.runtime.WeftRuntime)"))
        .hasMessageContaining("1 task is left behind")
        .hasMessageContaining("'forgotten'");
  }

  @Test
  void leakedTimersAreCounted() {
    assertThat(failure("leaksATimer()")).hasMessageContaining("1 timer is left behind");
  }

  @Test
  void leakedSocketsAreCounted() {
    assertThat(failure("leaksASocket()")).hasMessageContaining("1 socket is left open");
  }

  @Test
  void leakedBuffersAreFoundOnce() {
    assumeTrue(Buffers.areCounted(), "buffers are not counted in this JVM");
    assertThat(failure("leaksABuffer()"))
        .hasMessageContaining("leaksABuffer() left buffers behind");
    assertThat(run("leaksAllThatItMay()").getThrowable()).isEmpty();
  }

  @Test
  void leakingCanBeAllowed() {
    assertThat(run("leaksAllThatItMay()").getThrowable()).isEmpty();
  }

  @Test
  void failureNamesItsSeed() {
    Throwable failure = failure("failsWithASeed()");
    assertThat(failure).hasMessage("on purpose");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .hasMessage("the seed was 42: repeat with -Dweft.seed=42");
  }

  @Test
  void simulatedNetworkOnThreadsIsRefused() {
    assertThat(failure("wantsANetworkOnThreads(weft.testkit.SimFabric)"))
        .hasStackTraceContaining("need flavor = SIMULATED");
  }

  @Test
  void testRuntimeInASimulationIsRefused() {
    assertThat(
            failure("wantsWhatASimulationHasNot(weft.testkit.SimFabric, weft.testkit.TestRuntime)"))
        .hasStackTraceContaining("there are Simulation, SimHost, SimFabric");
  }

  @Test
  void simulatedFailureHasASeedAndATrace() {
    assertThat(failure("findsADeadlock(weft.testkit.SimHost)"))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("deadlock")
        .hasMessageContaining("'there'")
        .hasMessageContaining("'back'")
        .hasMessageContaining("-Dweft.seed=");
  }

  @Test
  void leaksOfTheSimulatedHostAreFound() {
    assertThat(failure("leaksASimulatedTask()"))
        .hasMessageContaining("1 task is left behind")
        .hasMessageContaining("'forgotten'");
    assertThat(failure("leaksASimulatedSocket(weft.testkit.SimFabric)"))
        .hasMessageContaining("1 socket is left open");
  }

  @Test
  void simulatedTestThatHangsIsDumped() {
    assertThat(failure("hangsInASimulation()"))
        .hasMessageContaining("has not ended after 5000 ms")
        .hasMessageContaining("seed 0")
        .hasMessageContaining("'spins', being polled");
  }
}
