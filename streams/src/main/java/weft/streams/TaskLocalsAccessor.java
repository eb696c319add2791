package weft.streams;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import weft.task.TaskLocals;

/**
 * Shows all task-locals to {@code io.micrometer:context-propagation} as one thread-local. That
 * library finds this class by itself on the class path, and in modules as soon as a stream has
 * crossed a bridge, so that with Reactor's automatic context propagation the functions of a {@code
 * Flux} see the task-locals of the stream that reads it, on Reactor's threads too.
 */
@SuppressWarnings("exports") // who loads this class has that library
public final class TaskLocalsAccessor implements ThreadLocalAccessor<TaskLocals> {
  /** For {@link java.util.ServiceLoader}. */
  public TaskLocalsAccessor() {}

  @Override
  public Object key() {
    return ReactorCarrier.TASK_LOCALS;
  }

  @Override
  public @Nullable TaskLocals getValue() {
    TaskLocals values = TaskLocals.capture();
    return values.isEmpty() ? null : values;
  }

  @Override
  public void setValue(TaskLocals values) {
    TaskLocals.exchange(values);
  }

  @Override
  public void setValue() {
    TaskLocals.exchange(TaskLocals.none());
  }
}
