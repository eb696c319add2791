package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.List;
import weft.future.Poll;
import weft.future.Services;
import weft.internal.env.Environment;
import weft.internal.task.Task;
import weft.internal.task.TaskOwner;

/** Tasks for tests of queues, which do not run them. */
final class TestTasks implements TaskOwner {
  private TestTasks() {}

  static List<Task<?>> make(int count) {
    List<Task<?>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(Task.create(new TestTasks(), "task-" + i, cx -> Poll.done()));
    }
    return tasks;
  }

  @Override
  public void schedule(Task<?> task) {
    throw new AssertionError("nobody wakes these");
  }

  @Override
  public void onEnd(Task<?> task) {}

  @Override
  public void onUnclaimedFailure(Task<?> task, Throwable failure) {}

  @Override
  public void onUnhandledFailure(Task<?> task, Throwable failure) {}

  @Override
  public Services services() {
    return Services.none();
  }

  @Override
  public Environment environment() {
    throw new AssertionError("these need no environment");
  }

  @Override
  public void requireMayBlock(String what) {}
}
