package weft.testkit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.internal.env.PreemptionPoint;

/** Tries seeds, and makes of a failing one as small a failing run as it can. */
final class SimExplorer {
  private static final int SHRINKING_RUNS = 400;
  private static final int MOST_FAULTS = 10_000;
  private static final int SHOWN_LINES = 60;

  private SimExplorer() {}

  /**
   * @param from the first seed, unless another one is asked for
   */
  static SimulationReport check(
      long from, int seeds, SimulationOptions options, Scenario scenario) {
    Long only = Seeds.given();
    long first = only == null ? from : only;
    int count = only == null ? Integer.getInteger("weft.sim.seeds", seeds) : 1;
    if (count < 1) {
      throw new IllegalArgumentException("seeds < 1: " + count);
    }
    long start = System.nanoTime();
    long steps = 0;
    long simulated = 0;
    long[] hits = new long[PreemptionPoint.values().length];
    long[] switches = new long[hits.length];
    for (int i = 0; i < count; i++) {
      SimRun run = Simulation.run(first + i, options, FaultFilter.NONE, false, scenario);
      Throwable failure = run.failure();
      if (failure != null) {
        throw explain(first + i, i + 1, options, scenario, failure, run.traceHash());
      }
      steps += run.world().steps();
      simulated += run.world().now();
      for (int point = 0; point < hits.length; point++) {
        hits[point] += run.world().pointHits()[point];
        switches[point] += run.world().pointSwitches()[point];
      }
    }
    long real = System.nanoTime() - start;
    return SimulationReport.of(count, steps, simulated, real, hits, switches);
  }

  static long replay(long seed, SimulationOptions options, Scenario scenario) {
    SimRun run = Simulation.run(seed, options, FaultFilter.NONE, false, scenario);
    Throwable failure = run.failure();
    if (failure != null) {
      throw explain(seed, 1, options, scenario, failure, run.traceHash());
    }
    return run.traceHash();
  }

  private static SimulationFailure explain(
      long seed,
      int tried,
      SimulationOptions options,
      Scenario scenario,
      Throwable failure,
      long traceHash) {
    SimRun again = Simulation.run(seed, options, FaultFilter.NONE, true, scenario);
    if (again.traceHash() != traceHash || !again.failsLike(failure)) {
      return new SimulationFailure(
          "failed with seed "
              + seed
              + ", and did not repeat: the scenario depends on something that the simulation does"
              + " not control (threads, the system's clock, identity hashes, static state). It"
              + " failed with: "
              + failure,
          failure,
          seed,
          tried,
          traceHash,
          options.faults(),
          again.world().trace().lines());
    }
    Shrinker shrinker = new Shrinker(seed, scenario, failure, options, again);
    shrinker.dropKinds();
    shrinker.dropLastFaults();
    shrinker.dropSingleFaults();
    return shrinker.failure(tried, traceHash);
  }

  /** Looks for a smaller run with the same seed and the same failure. */
  private static final class Shrinker {
    private final long seed;
    private final Scenario scenario;
    private final Throwable failure;
    private SimulationOptions options;
    private final long faultsAtFirst;
    private FaultFilter filter = FaultFilter.NONE;
    private SimRun smallest;
    private int runs;

    Shrinker(
        long seed,
        Scenario scenario,
        Throwable failure,
        SimulationOptions options,
        SimRun smallest) {
      this.seed = seed;
      this.scenario = scenario;
      this.failure = failure;
      this.options = options;
      this.smallest = smallest;
      this.faultsAtFirst = smallest.world().choices().faultsMade();
    }

    private @Nullable SimRun attempt(SimulationOptions fewer, FaultFilter filtered) {
      if (runs++ >= SHRINKING_RUNS) {
        return null;
      }
      SimRun run = Simulation.run(seed, fewer, filtered, true, scenario);
      return run.failsLike(failure) ? run : null;
    }

    /** Switches one kind of trouble off after the other. */
    void dropKinds() {
      for (Fault fault : Fault.values()) {
        if (options.faults().contains(fault)) {
          SimulationOptions fewer = options.without(fault);
          SimRun run = attempt(fewer, filter);
          if (run != null) {
            options = fewer;
            smallest = run;
          }
        }
      }
    }

    /** Bisects for how many of the remaining faults, counted from the start, are needed. */
    void dropLastFaults() {
      long low = 0;
      long high = smallest.world().choices().faultsDrawn();
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (tryOut(filter.withLimit(middle))) {
          high = Math.min(middle, smallest.world().choices().faultsDrawn());
        } else {
          low = middle + 1;
        }
      }
    }

    /** Leaves out stretches of the faults, half of them at first and single ones at last. */
    void dropSingleFaults() {
      int all = (int) Math.min(MOST_FAULTS, smallest.world().choices().faultsDrawn());
      for (int length = all / 2; length > 0; length /= 2) {
        for (int first = 0; first < all; first += length) {
          tryOut(filter.without(first, length));
        }
      }
    }

    /** Whether the run still fails in the same way; then the filter stays. */
    private boolean tryOut(FaultFilter stricter) {
      SimRun run = attempt(options, stricter);
      if (run == null) {
        return false;
      }
      filter = stricter;
      smallest = run;
      return true;
    }

    SimulationFailure failure(int tried, long traceHash) {
      Throwable cause = smallest.failure() == null ? failure : smallest.failure();
      List<String> lines = smallest.world().trace().lines();
      Set<Fault> kinds = EnumSet.noneOf(Fault.class);
      kinds.addAll(options.faults());
      List<String> shown =
          lines.size() <= SHOWN_LINES
              ? lines
              : lines.subList(lines.size() - SHOWN_LINES, lines.size());
      String message =
          "failed with seed "
              + seed
              + " (the "
              + tried
              + ". tried): "
              + cause
              + "\n  repeat it with -Dweft.seed="
              + seed
              + "\n  it needs "
              + smallest.world().choices().faultsMade()
              + " of the "
              + faultsAtFirst
              + " faults that it had, of the kinds "
              + kinds
              + ", and "
              + smallest.world().steps()
              + " steps; the last of what happened:\n    "
              + String.join("\n    ", shown);
      return new SimulationFailure(message, cause, seed, tried, traceHash, kinds, lines);
    }
  }
}
