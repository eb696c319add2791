package weft.internal.driver;

import weft.future.Timers;

/**
 * Turns the passing of time and the readiness of sockets into wakes.
 *
 * <p>One driver is shared by the workers of a runtime. Whoever parks and gets the driver's role
 * calls {@link #turn}; the scheduler guarantees that one thread at a time does. The driver knows
 * wakers, not tasks.
 */
public interface Driver {

  /** The wheel for timers that are registered by threads that are no workers. */
  int FOREIGN_WHEEL = -1;

  /**
   * Waits until there is an event, a timer is due, or {@link #wakeup} was called, at most {@code
   * maxNanos}; then fires what is due on all wheels and marks what is ready. Wakers are called on
   * this thread, after every lock of the driver has been released.
   *
   * <p>In a simulation the wait only marks the virtual worker as parked and returns.
   *
   * @param maxNanos the longest wait; zero or less looks only, {@link Long#MAX_VALUE} has no limit
   */
  void turn(long maxNanos);

  /** Ends the current wait, or the next one if nobody waits. Any thread. */
  void wakeup();

  /**
   * A timer on the wheel of a worker.
   *
   * @param wheel the worker's index, or {@link #FOREIGN_WHEEL}
   */
  Timers.Timer timer(long deadlineNanos, int wheel);

  /** How many timers wait for their time. */
  int registeredTimers();

  /** The network, created at first use. */
  Network network();

  /** Counters of the network; all zero before its first use. */
  default NetworkMetrics networkMetrics() {
    return NetworkMetrics.NONE;
  }

  /**
   * Closes every transport and fires every timer's waker; later use of either fails. Idempotent.
   */
  void shutdown();
}
