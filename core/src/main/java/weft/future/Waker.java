package weft.future;

/**
 * Tells an executor that a task should be polled again.
 *
 * <p><b>Threads.</b> May be called from any thread, any number of times, also after the task has
 * finished and after its runtime has shut down. What happened before {@code wake} is visible to the
 * poll that it causes. Implementations neither block nor throw, and take no locks of the caller.
 */
@FunctionalInterface
public interface Waker {

  /** Asks for another poll of the task. Several wakes before that poll count as one. */
  void wake();

  /**
   * Whether waking {@code other} would wake the same task, so that a stored waker need not be
   * replaced. False negatives are allowed.
   */
  default boolean willWake(Waker other) {
    return this == other;
  }

  /** A waker that does nothing. */
  static Waker noop() {
    return NoopWaker.INSTANCE;
  }
}
