package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * What an executor offers to futures besides polling them. Reached through {@link
 * Context#services()}; an executor of one's own implements as much of it as it has.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
public interface Services {

  /** Timers on the executor's clock, or null if it has none. */
  @Nullable Timers timers();

  /** Starts further tasks, or null if the executor cannot. */
  @Nullable Spawner spawner();

  /**
   * A random number from the executor's seeded source.
   *
   * @return a number from 0 to {@code bound - 1}
   */
  int random(int bound);

  /** Wakes {@code waker} after the executor has polled its drivers and other ready tasks. */
  void defer(Waker waker);

  /**
   * Takes a value that will never be delivered and does not release itself (see {@link
   * Undelivered}). The default ignores it: the garbage collector has it.
   */
  default void undelivered(Object value) {}

  /** Services of an executor that has none: defers by waking at once, draws zeros. */
  static Services none() {
    return NoServices.INSTANCE;
  }
}
