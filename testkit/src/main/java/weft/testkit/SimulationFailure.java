package weft.testkit;

import java.util.List;
import java.util.Set;

/**
 * A scenario has failed under simulation: says with which seed, and what the run needed to fail.
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  private final long seed;
  private final int seedsTried;
  private final long traceHash;
  private final transient Set<Fault> faults;
  private final transient List<String> trace;

  SimulationFailure(
      String message,
      Throwable cause,
      long seed,
      int seedsTried,
      long traceHash,
      Set<Fault> faults,
      List<String> trace) {
    super(message, cause);
    this.seed = seed;
    this.seedsTried = seedsTried;
    this.traceHash = traceHash;
    this.faults = faults;
    this.trace = trace;
  }

  /** The seed of the failing run. */
  public long seed() {
    return seed;
  }

  /** How many seeds were tried up to this one, which included. */
  public int seedsTried() {
    return seedsTried;
  }

  /** Stands for every choice of the failing run: a replay has the same. */
  public long traceHash() {
    return traceHash;
  }

  /** The kinds of trouble without which the run does not fail. */
  public Set<Fault> faults() {
    return faults;
  }

  /** What happened in the shrunk run, line by line; only the end if it is long. */
  public List<String> trace() {
    return trace;
  }
}
