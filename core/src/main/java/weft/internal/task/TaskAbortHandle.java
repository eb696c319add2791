package weft.internal.task;

import org.jspecify.annotations.Nullable;
import weft.task.AbortHandle;
import weft.task.TaskId;

/** A view of a task that can abort it and not join it. */
final class TaskAbortHandle implements AbortHandle {
  private final Task<?> task;

  TaskAbortHandle(Task<?> task) {
    this.task = task;
  }

  @Override
  public void abort() {
    task.abort();
  }

  @Override
  public boolean isFinished() {
    return task.isFinished();
  }

  @Override
  public TaskId id() {
    return task.id();
  }

  @Override
  public @Nullable String name() {
    return task.name();
  }

  @Override
  public String toString() {
    return "AbortHandle[" + task.describe() + "]";
  }
}
