package weft.internal.scheduler;

import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.task.Task;
import weft.task.TaskId;

/**
 * The scope of a task's code that runs on no worker.
 *
 * @param services the runtime
 * @param kind what the code may do
 * @param task the task
 */
record TaskScope(RuntimeServices services, Kind kind, Task<?> task) implements Scope {

  @Override
  public TaskId taskId() {
    return task.id();
  }
}
