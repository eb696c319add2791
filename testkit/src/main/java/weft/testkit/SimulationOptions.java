package weft.testkit;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * How a {@link Simulation} is to be. Immutable: each method gives a changed copy.
 *
 * @param workers virtual workers of each host
 * @param faults the kinds of trouble to make
 * @param maxSteps steps of workers after which a run counts as a livelock
 * @param maxTime simulated time after which a run counts as never ending
 * @param atomic names of classes that hold a lock while they call others; see {@link #withAtomic}
 */
public record SimulationOptions(
    int workers, Set<Fault> faults, long maxSteps, Duration maxTime, Set<String> atomic) {
  /** Four workers, all {@linkplain Fault#harmless() harmless} faults, a million steps, a week. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(
          4,
          Fault.harmless(),
          1_000_000,
          Duration.ofDays(7),
          Set.of("weft.streams.Hub")); // polls its upstream under its lock

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
    atomic = Set.copyOf(atomic);
  }

  /** With another number of virtual workers per host. */
  public SimulationOptions withWorkers(int count) {
    return new SimulationOptions(count, faults, maxSteps, maxTime, atomic);
  }

  /** With exactly these kinds of trouble. */
  public SimulationOptions withFaults(Set<Fault> kinds) {
    return new SimulationOptions(workers, kinds, maxSteps, maxTime, atomic);
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

  /**
   * With classes whose methods nobody cuts in on, nor on what they call: for code that holds a lock
   * or a monitor while it calls into Weft. All virtual workers are one thread, which the lock would
   * let in again.
   */
  public SimulationOptions withAtomic(Class<?>... classes) {
    Set<String> names = new HashSet<>(atomic);
    for (Class<?> type : classes) {
      names.add(type.getName());
    }
    return new SimulationOptions(workers, faults, maxSteps, maxTime, names);
  }

  /** With another bound on the steps. */
  public SimulationOptions withMaxSteps(long steps) {
    return new SimulationOptions(workers, faults, steps, maxTime, atomic);
  }

  /** With another bound on simulated time. */
  public SimulationOptions withMaxTime(Duration time) {
    return new SimulationOptions(workers, faults, maxSteps, time, atomic);
  }
}
