package weft.internal.driver;

/**
 * Counters of a network since it was made.
 *
 * @param registered sockets that the driver has taken on
 * @param deregistered sockets that it has released
 * @param readyEvents readiness events it has delivered
 * @param acceptsRefused accepts that failed for want of a descriptor
 */
public record NetworkMetrics(
    long registered, long deregistered, long readyEvents, long acceptsRefused) {

  /** Of a network that was never used. */
  public static final NetworkMetrics NONE = new NetworkMetrics(0, 0, 0, 0);
}
