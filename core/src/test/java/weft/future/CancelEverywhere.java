package weft.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import weft.future.Probe.ProbeServices;

/**
 * Runs a scenario to its end and counts the polls; then runs it again for each suspension point and
 * gives it up there; after each run the scenario checks what must hold.
 */
public final class CancelEverywhere {

  /** One run. Each gets a new one. */
  public interface Scenario {
    /** The future to be polled, called once. */
    Future<?> future();

    /**
     * Checks what must hold after a run.
     *
     * @param delivered what the future gave, or null if it failed or was cancelled
     * @param services what it was polled with
     */
    void verify(Object delivered, ProbeServices services);
  }

  private static final int MOST_POLLS = 1000;

  private CancelEverywhere() {}

  /** The number of runs. */
  public static int check(Supplier<? extends Scenario> scenarios) {
    int polls = runAndCancelAfter(scenarios.get(), MOST_POLLS);
    assertThat(polls).as("polls until it finishes").isLessThan(MOST_POLLS);
    for (int given = 0; given < polls; given++) {
      runAndCancelAfter(scenarios.get(), given);
    }
    return polls + 1;
  }

  private static int runAndCancelAfter(Scenario scenario, int polls) {
    ProbeServices services = new ProbeServices();
    Future<?> future = scenario.future();
    Probe<?> probe = Probe.of(future, services);
    for (int poll = 0; poll < polls; poll++) {
      int wakes = probe.wakes();
      Poll<?> polled;
      try {
        polled = probe.poll();
      } catch (AssertionError wrong) {
        throw wrong;
      } catch (Throwable failure) {
        future.cancel(); // as the owner that sees a throw does
        verifyFinished(scenario, probe, null, services);
        return poll + 1;
      }
      if (polled.isReady()) {
        future.cancel(); // one too many, which does nothing after completion
        verifyFinished(scenario, probe, polled.get(), services);
        return poll + 1;
      }
      assertThat(probe.wakes()).as("wakes after pending poll %s", poll).isGreaterThan(wakes);
    }
    future.cancel();
    verifyFinished(scenario, probe, null, services);
    return polls;
  }

  private static void verifyFinished(
      Scenario scenario, Probe<?> probe, Object delivered, ProbeServices services) {
    assertThatThrownBy(probe::poll)
        .as("a poll after the end")
        .isInstanceOf(IllegalStateException.class);
    scenario.verify(delivered, services);
  }
}
