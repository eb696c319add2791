package weft.internal.driver;

/** How the driving thread waits for whatever is not a timer: on a parker, or in a selector. */
public interface Waiter {

  /**
   * Waits until there is an event or {@link #wakeup} was called, at most {@code maxNanos}; then
   * calls the wakers of what is ready, with no lock held. May return early.
   *
   * @param maxNanos the longest wait; zero or less looks only, {@link Long#MAX_VALUE} has no limit
   * @return true after the wait; false if it has only been noted and goes on while this thread does
   *     something else, as in a simulation
   */
  boolean await(long maxNanos);

  /** Ends the current wait, or the next one if nobody waits. Any thread. */
  void wakeup();

  /** The network whose events this waits for, created at first use. Any thread. */
  Network network();

  /** Counters of the network; all zero before its first use. */
  default NetworkMetrics metrics() {
    return NetworkMetrics.NONE;
  }

  /** Closes every transport. Idempotent. */
  void shutdown();
}
