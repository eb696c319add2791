package weft.internal.env;

/**
 * The scheduler's constants, shrinkable so that tests reach the edges. The defaults are Tokio's,
 * where it has them.
 *
 * @param localQueueCapacity slots of a worker's ring, a power of two
 * @param lifoCap polls in a row that may come from the LIFO slot
 * @param budget cooperative units per poll of a task
 * @param eventInterval ticks between polls of the drivers on a busy worker
 * @param globalQueueInterval ticks between looks at the global queue, or 0 for self-tuned
 * @param driverSkipBacklog local tasks above which the interval's driver poll is skipped
 * @param renewalInterval polls after which a scheduler's thread replaces what tasks are stored into
 */
public record Tunables(
    int localQueueCapacity,
    int lifoCap,
    int budget,
    int eventInterval,
    int globalQueueInterval,
    int driverSkipBacklog,
    int renewalInterval) {

  /** The values for production. */
  public static final Tunables DEFAULT = new Tunables(256, 3, 128, 61, 0, 64, 1024);

  /** Checks what would break the algorithms. */
  public Tunables {
    if (localQueueCapacity < 2 || Integer.bitCount(localQueueCapacity) != 1) {
      throw new IllegalArgumentException(
          "localQueueCapacity is not a power of two from 2 up: " + localQueueCapacity);
    }
    if (eventInterval < 1) {
      throw new IllegalArgumentException("eventInterval < 1: " + eventInterval);
    }
    if (budget < 1) {
      throw new IllegalArgumentException("budget < 1: " + budget);
    }
  }
}
