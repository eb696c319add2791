package weft.internal.driver;

/** A network in which the driver's thread waits for its events: the JVM's selector. */
public interface PollingNetwork extends Network {

  /**
   * Waits for readiness, for {@link #wakeup}, or for {@code maxNanos} to pass; then marks what is
   * ready and wakes who waits for it. One thread at a time. Clears the interrupt status of the
   * thread, which would keep it from waiting. May return early.
   *
   * @param maxNanos the longest wait, rounded up to a millisecond; zero or less looks only, {@link
   *     Long#MAX_VALUE} has no limit
   */
  void poll(long maxNanos);

  /** Ends the current wait, or the next one if nobody waits. Any thread. */
  void wakeup();
}
