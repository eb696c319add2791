package weft.benchmarks.harness;

/** One named piece of work of a {@link PeerProgram}. */
@FunctionalInterface
public interface Benchmark {

  /**
   * Prepares what the work needs, lets the meter repeat and time the work, and tears down.
   *
   * @param meter times the work for as long as the driver asked
   * @return what to report
   * @throws Exception what ends the whole program, as a failed benchmark has no figure
   */
  Result run(Meter meter) throws Exception;
}
