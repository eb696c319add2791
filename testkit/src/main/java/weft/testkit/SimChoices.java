package weft.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import weft.internal.env.Rng;
import weft.internal.system.SplitMix;

/**
 * Every choice of a run, drawn from its seed and mixed into its trace. Each kind of fault has a
 * stream of its own, so that one that is turned off changes nothing about the others.
 */
final class SimChoices {
  private final SplitMix schedule;
  private final SplitMix seeds;
  private final Map<Fault, SplitMix> streams = new EnumMap<>(Fault.class);
  private final Set<Fault> wanted;
  private final FaultFilter filter;
  private final SimTrace trace;
  private final LongSupplier now;
  private long made;
  private long drawn; // made, and left out by the filter

  /**
   * @param wanted the faults that are made
   * @param now the simulated time, for the trace
   */
  SimChoices(long seed, Set<Fault> wanted, FaultFilter filter, SimTrace trace, LongSupplier now) {
    this.wanted = wanted;
    this.filter = filter;
    this.trace = trace;
    this.now = now;
    SplitMix root = new SplitMix(seed);
    this.schedule = root.split();
    this.seeds = root.split();
    for (Fault fault : Fault.values()) {
      streams.put(fault, root.split());
    }
  }

  private SplitMix stream(Fault fault) {
    SplitMix stream = streams.get(fault);
    if (stream == null) {
      throw new IllegalStateException("no stream for " + fault);
    }
    return stream;
  }

  /** A property of the whole run; not part of the trace. */
  int trait(Fault fault, int bound) {
    return stream(fault).nextInt(bound);
  }

  /** How long something takes; not part of the trace, which shows the times. */
  int duration(int bound) {
    return schedule.nextInt(bound);
  }

  /** A choice that is no fault. */
  int draw(int bound) {
    int choice = schedule.nextInt(bound);
    trace.mix(choice);
    return choice;
  }

  /** A detail of a fault that has been decided on. */
  int draw(Fault fault, int bound) {
    int choice = stream(fault).nextInt(bound);
    trace.mix(choice);
    return choice;
  }

  boolean isOn(Fault fault) {
    return wanted.contains(fault);
  }

  /** Whether to make a fault here, one time in {@code odds}. */
  boolean chance(Fault fault, int odds) {
    if (!isOn(fault) || drawn >= filter.limit()) {
      return false;
    }
    if (draw(fault, odds) != 0 || filter.skips(drawn++)) {
      return false;
    }
    made++;
    trace.line(now.getAsLong(), () -> "fault: " + fault);
    return true;
  }

  long faultsMade() {
    return made;
  }

  long faultsDrawn() {
    return drawn;
  }

  /** A random source of a runtime's, whose draws are part of the trace. */
  Rng newRng() {
    return new TracedRng(seeds.split());
  }

  private final class TracedRng implements Rng {
    private final SplitMix source;

    TracedRng(SplitMix source) {
      this.source = source;
    }

    @Override
    public int nextInt(int bound) {
      int choice = source.nextInt(bound);
      trace.mix(choice);
      return choice;
    }

    @Override
    public long nextLong() {
      long choice = source.nextLong();
      trace.mix(choice);
      return choice;
    }

    @Override
    public Rng split() {
      return new TracedRng(source.split());
    }
  }
}
