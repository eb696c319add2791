package weft.testkit;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a {@link Simulation} is to be. Immutable: each method gives a changed copy.
 *
 * @param workers virtual workers of each host
 * @param faults the kinds of trouble to make
 * @param maxSteps steps of workers after which a run counts as a livelock
 * @param maxTime simulated time after which a run counts as never ending
 */
public record SimulationOptions(int workers, Set<Fault> faults, long maxSteps, Duration maxTime) {
  /** Four workers, all {@linkplain Fault#harmless() harmless} faults, a million steps, a week. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(4, Fault.harmless(), 1_000_000, Duration.ofDays(7));

  /** Checks the limits. */
  public SimulationOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("workers < 1: " + workers);
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("maxSteps < 1: " + maxSteps);
    }
    if (maxTime.isNegative() || maxTime.isZero()) {
      throw new IllegalArgumentException("maxTime is not positive: " + maxTime);
    }
    faults = Set.copyOf(faults);
  }

  /** With another number of virtual workers per host. */
  public SimulationOptions withWorkers(int count) {
    return new SimulationOptions(count, faults, maxSteps, maxTime);
  }

  /** With exactly these kinds of trouble. */
  public SimulationOptions withFaults(Set<Fault> kinds) {
    return new SimulationOptions(workers, kinds, maxSteps, maxTime);
  }

  /** With further kinds of trouble. */
  public SimulationOptions with(Fault... kinds) {
    EnumSet<Fault> more = EnumSet.noneOf(Fault.class);
    more.addAll(faults);
    more.addAll(Set.of(kinds));
    return withFaults(more);
  }

  /** Without some kinds of trouble. */
  public SimulationOptions without(Fault... kinds) {
    EnumSet<Fault> fewer = EnumSet.noneOf(Fault.class);
    fewer.addAll(faults);
    fewer.removeAll(Set.of(kinds));
    return withFaults(fewer);
  }

  /** With another bound on the steps. */
  public SimulationOptions withMaxSteps(long steps) {
    return new SimulationOptions(workers, faults, steps, maxTime);
  }

  /** With another bound on simulated time. */
  public SimulationOptions withMaxTime(Duration time) {
    return new SimulationOptions(workers, faults, maxSteps, time);
  }
}
