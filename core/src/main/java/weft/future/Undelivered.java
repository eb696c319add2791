package weft.future;

import org.jspecify.annotations.Nullable;
import weft.internal.env.SafeLog;

/**
 * A value that owns something (a permit, a lock, a socket, buffers) and can release it when nobody
 * will ever receive the value.
 *
 * <p>Java has no destructors. So whatever holds a value that will never be delivered (a join that
 * is cancelled half way, the unread output of a task, the queue of a closed channel, an operator's
 * buffer) hands it over exactly once: to this interface if the value implements it, else to the
 * {@code onUndelivered} consumer of the channel or operator, else to an {@link UndeliveredHandler}
 * that knows its type, else to the runtime's hook.
 */
@FunctionalInterface
public interface Undelivered {

  /** Releases what this value owns. Called at most once, by any thread; does not throw. */
  void onUndelivered();

  /**
   * Hands over a value that will never be delivered: to itself if it can release itself, else to
   * the handlers and at last to {@code services}. Does nothing for null; contains what the value
   * throws.
   */
  static void discard(@Nullable Object value, Services services) {
    if (value == null) {
      return;
    }
    try {
      if (value instanceof Undelivered undelivered) {
        undelivered.onUndelivered();
      } else if (!UndeliveredHandlers.release(value)) {
        services.undelivered(value);
      }
    } catch (Throwable failure) {
      SafeLog.error("weft.future", "releasing an undelivered value failed", failure);
    }
  }
}
