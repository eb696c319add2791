package weft.testkit;

/** What is to be tried under simulation: makes hosts, runs code on them, and judges the outcome. */
@FunctionalInterface
public interface Scenario {

  /**
   * One run. Called once per seed, on the thread that calls the simulation; everything that the run
   * touches must be made anew inside.
   *
   * @throws Exception any exception or error is a failure of the run
   */
  void run(Simulation simulation) throws Exception;
}
