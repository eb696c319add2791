package weft.internal.env;

/**
 * Everything a runtime reaches that is not a pure function of its inputs. One is given to each
 * runtime: the JVM's own in production, a seeded one in a simulation.
 */
public interface Environment {

  /** The monotonic clock. */
  Clock clock();

  /** A parker for one waiting thread (or virtual worker). */
  Parker newParker();

  /** Where threads come from. */
  Threads threads();

  /** A random source seeded from the runtime's seed; every call gives another one. */
  Rng newRng();

  /** The scheduler's constants. */
  Tunables tunables();

  /**
   * What straight-line bodies run on.
   *
   * @param lockStep whether a body and its poller must never run at the same time
   * @throws IllegalStateException if this environment has none, which is the default
   */
  default Coroutines coroutines(boolean lockStep) {
    throw new IllegalStateException("this environment runs no straight-line bodies");
  }

  /** Processors to use when the user has not said how many workers there shall be. */
  int availableProcessors();
}
