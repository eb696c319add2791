package weft.testkit;

import java.util.function.Supplier;
import weft.future.Future;
import weft.future.Services;

/**
 * Cancels a scenario at each of its suspension points, one run per point, and lets the scenario
 * check after each run that nothing was lost or kept.
 *
 * <pre>{@code
 * CancelEverywhere.check(() -> new CancelEverywhere.Scenario() {
 *   final Semaphore semaphore = Semaphore.withPermits(0);
 *   public Future<?> future() { return semaphore.acquire(); }
 *   public void afterPoll(int poll) { semaphore.addPermits(1); }
 *   public void verify(boolean completed) {
 *     assertThat(semaphore.availablePermits()).isEqualTo(...);
 *   }
 * });
 * }</pre>
 */
public final class CancelEverywhere {
  /** Polls after which a scenario is taken for one that never ends. */
  public static final int MAX_POLLS = 10_000;

  private CancelEverywhere() {}

  /** One run: made anew for each suspension point. */
  public interface Scenario {

    /** The future under test. */
    Future<?> future();

    /**
     * Lets the world go on after a poll that was pending, so that the next one gets further.
     *
     * @param poll the number of the poll, from 1
     */
    default void afterPoll(int poll) {}

    /**
     * Looks at what is left.
     *
     * @param completed whether the future finished in this run, instead of being cancelled
     */
    void verify(boolean completed);
  }

  /**
   * Runs the scenario to its end, then again for each poll up to there, cancelling before the first
   * poll, after the first, after the second, and so on.
   *
   * @return the number of points at which it was cancelled
   */
  public static int check(Supplier<? extends Scenario> scenarios) {
    int polls = run(scenarios.get(), Integer.MAX_VALUE);
    for (int point = 0; point < polls; point++) {
      run(scenarios.get(), point);
    }
    return polls;
  }

  /** One run that is cancelled after {@code limit} polls; gives how many it took. */
  private static int run(Scenario scenario, int limit) {
    PollProbe<?> probe = PollProbe.of(scenario.future(), Services.none());
    int polls = 0;
    try {
      while (polls < limit && !probe.isFinished()) {
        if (polls == MAX_POLLS) {
          throw new AssertionError("not finished after " + MAX_POLLS + " polls");
        }
        polls++;
        if (probe.poll().isPending()) {
          scenario.afterPoll(polls);
        }
      }
    } catch (AssertionError mine) {
      throw mine;
    } catch (Throwable failure) {
      // A failure is an outcome too; the scenario judges it.
    }
    boolean completed = probe.isFinished();
    probe.cancel();
    try {
      scenario.verify(completed);
    } catch (Throwable failure) {
      String when = completed ? "without a cancel" : "cancelled after poll " + polls;
      throw new AssertionError("the scenario broke when run " + when, failure);
    }
    return polls;
  }
}
