package weft.internal.task;

import weft.future.Services;
import weft.internal.env.Environment;

/** The executor of a task, as the task sees it. May be called from any thread. */
public interface TaskOwner {

  /**
   * Queues a task that was idle and has been woken or aborted. If this throws, for want of stack or
   * memory, then the task has not been queued.
   */
  void schedule(Task<?> task);

  /** Has the owner's threads look whether there is something to do. */
  default void lookAgain() {}

  /** An abort was asked for while the task is in a queue: its runner will cancel it. */
  default void onAbortWhileQueued(Task<?> task) {}

  /** The task has ended; called before its handle sees that. */
  void onEnd(Task<?> task);

  /** The task was cancelled and goes on cleaning up. */
  default void onUnwinding(Task<?> task) {}

  /** The task has cleaned up. */
  default void onUnwound(Task<?> task) {}

  /** Takes note of a failure whose handle is still held: it is reported unless it is claimed. */
  void onUnclaimedFailure(Task<?> task, Throwable failure);

  /** Reports a failure that nobody will ever claim. */
  void onUnhandledFailure(Task<?> task, Throwable failure);

  /** Whether the owner cancels its tasks because it shuts down, or has done so. */
  default boolean isClosing() {
    return false;
  }

  /** What the owner offers to futures; values without a receiver go there. */
  Services services();

  /** The owner's clock and parking. */
  Environment environment();

  /**
   * Checks that the current thread may block.
   *
   * @param what the operation that would, for the message
   * @throws IllegalStateException on a thread of a runtime, where blocking would starve others
   */
  void requireMayBlock(String what);
}
