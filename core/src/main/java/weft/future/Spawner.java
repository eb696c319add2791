package weft.future;

/** Starts tasks on an executor. May be called from any thread. */
@FunctionalInterface
public interface Spawner {

  /**
   * Starts {@code future} as a task of its own whose outcome nobody joins; a failure goes to the
   * executor's hook for unhandled failures. After the executor's shutdown the future is cancelled.
   */
  void spawn(Future<?> future);
}
