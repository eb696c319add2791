package weft.testkit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Kinds of trouble that a {@link Simulation} makes, each drawn from a random source of its own. So
 * switching one kind off leaves the others' draws alone, which is how a failing run is shrunk.
 */
public enum Fault {
  /** Another worker runs in the middle of a scheduler's, driver's or channel's step. */
  PREEMPTION(true),
  /** A parked worker wakes without a reason. */
  SPURIOUS_WAKES(true),
  /** The driver comes back late from waiting for a timer. */
  TIMER_JITTER(true),
  /** Rings, budgets and intervals of the scheduler are tiny, so that tests reach their edges. */
  SMALL_LIMITS(true),
  /** The network's delay varies, with a heavy tail. */
  LATENCY(true),
  /** Reads and writes move fewer bytes than they could. */
  PARTIAL_IO(true),
  /** Connections have windows of a few bytes, so that writers have to wait for readers. */
  SMALL_WINDOWS(true),
  /** Datagrams overtake each other. */
  DATAGRAM_REORDERING(true),
  /** Datagrams arrive twice. */
  DATAGRAM_DUPLICATION(true),
  /** Datagrams are lost. */
  DATAGRAM_LOSS(true),
  /** Connections are reset in the middle. */
  RESETS(false),
  /** Connecting is refused though somebody listens. */
  REFUSALS(false),
  /** Accepting fails for want of descriptors for a while. */
  ACCEPT_ERRORS(false),
  /** Hosts' clocks run at different rates. */
  CLOCK_SKEW(false);

  private final boolean harmless;

  Fault(boolean harmless) {
    this.harmless = harmless;
  }

  /** What every correct program gets along with, however it is written: the default. */
  public static Set<Fault> harmless() {
    EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
    for (Fault fault : values()) {
      if (fault.harmless) {
        faults.add(fault);
      }
    }
    return Collections.unmodifiableSet(faults);
  }

  /** Everything: for programs that retry, time out and check. */
  public static Set<Fault> all() {
    return Collections.unmodifiableSet(EnumSet.allOf(Fault.class));
  }
}
