package weft.task;

import org.jspecify.annotations.Nullable;

/** Aborts a task from anywhere. Sharable; all methods may be called from any thread. */
public interface AbortHandle {

  /**
   * Asks for the task to be cancelled. Returns at once: the runtime cancels the task's future on
   * one of its own threads at the next point between polls. No effect on a finished task; a task
   * that finishes first keeps its value.
   */
  void abort();

  /** Whether the task has ended and its outcome is stored. */
  boolean isFinished();

  /** The task's identity. */
  TaskId id();

  /** The name given at spawn, or null. */
  @Nullable String name();
}
