package weft.internal.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task or a blocking job that did not stop in time.
 *
 * @param task its description
 * @param thread the thread that runs it, or null if it waits for one
 * @param stack where that thread was
 */
public record StuckTask(String task, @Nullable String thread, List<StackTraceElement> stack) {

  /** One that is on {@code thread}, or waits for a thread if that is null. */
  static StuckTask of(String task, @Nullable Thread thread) {
    return thread == null
        ? new StuckTask(task, null, List.of())
        : new StuckTask(task, thread.getName(), List.of(thread.getStackTrace()));
  }
}
