package weft.task;

/**
 * Receives the failures that nobody has joined: at once if the task's handle was cancelled, after a
 * grace time if the handle is still held, and at the runtime's shutdown.
 *
 * <p><b>Threads.</b> Called on a thread of the runtime, or on the thread that cancelled the handle
 * or shut the runtime down; must not block. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface UnhandledFailureHandler {

  /**
   * A task has failed and nobody took notice.
   *
   * @param task the task
   * @param failure what its future threw
   */
  void onUnhandledFailure(TaskMeta task, Throwable failure);
}
