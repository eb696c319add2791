package weft.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import weft.internal.env.PreemptionPoint;

/**
 * What a {@link Simulation#check} has explored without finding a failure.
 *
 * @param seeds runs
 * @param steps steps of virtual workers in all runs
 * @param simulated time that passed in them
 * @param real time that it took
 * @param pointHits how often each named preemption point was reached
 * @param pointSwitches how often another worker ran there
 */
public record SimulationReport(
    int seeds,
    long steps,
    Duration simulated,
    Duration real,
    Map<String, Long> pointHits,
    Map<String, Long> pointSwitches) {

  static SimulationReport of(
      int seeds, long steps, long simulatedNanos, long realNanos, long[] hits, long[] switches) {
    return new SimulationReport(
        seeds,
        steps,
        Duration.ofNanos(simulatedNanos),
        Duration.ofNanos(realNanos),
        named(hits),
        named(switches));
  }

  private static Map<String, Long> named(long[] counts) {
    Map<String, Long> map = new java.util.TreeMap<>();
    for (PreemptionPoint point : PreemptionPoint.values()) {
      map.put(point.name(), counts[point.ordinal()]);
    }
    return Map.copyOf(map);
  }

  /** Runs per real second. */
  public double schedulesPerSecond() {
    return seeds / Math.max(1e-9, real.toNanos() / 1e9);
  }

  /** Simulated seconds per real second. */
  public double speed() {
    return simulated.toNanos() / (double) Math.max(1, real.toNanos());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d seeds, %d steps, %.1f simulated s in %.2f real s: %.0f schedules/s, %.1f simulated s/s",
        seeds,
        steps,
        simulated.toNanos() / 1e9,
        real.toNanos() / 1e9,
        schedulesPerSecond(),
        speed());
  }
}
