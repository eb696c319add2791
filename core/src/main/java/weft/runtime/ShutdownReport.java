package weft.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.internal.scheduler.StuckTask;

/**
 * What had not stopped when a shutdown ran out of time.
 *
 * @param stuck the tasks, and the jobs of the blocking pool; empty if everything has stopped
 */
public record ShutdownReport(List<Stuck> stuck) {

  /**
   * A task that would not stop.
   *
   * @param task its name, or its identity if it has none
   * @param thread the thread that runs it, or null if it waits for one
   * @param stack where that thread was
   */
  public record Stuck(String task, @Nullable String thread, List<StackTraceElement> stack) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(task);
      text.append(thread == null ? " waits for a thread" : " on thread " + thread);
      for (StackTraceElement frame : stack) {
        text.append(System.lineSeparator()).append("    at ").append(frame);
      }
      return text.toString();
    }
  }

  static ShutdownReport of(List<StuckTask> tasks) {
    return new ShutdownReport(
        tasks.stream().map(task -> new Stuck(task.task(), task.thread(), task.stack())).toList());
  }

  public ShutdownReport {
    stuck = List.copyOf(stuck);
  }

  /** Whether everything has stopped. */
  public boolean isComplete() {
    return stuck.isEmpty();
  }

  @Override
  public String toString() {
    if (isComplete()) {
      return "everything has stopped";
    }
    StringBuilder text = new StringBuilder("did not stop: ").append(stuck.size());
    for (Stuck one : stuck) {
      text.append(System.lineSeparator()).append("  ").append(one);
    }
    return text.toString();
  }
}
