package weft.task;

import java.time.Duration;
import java.util.List;

/**
 * A poll that does not end, as a runtime's watchdog has found it.
 *
 * @param task whose poll it is
 * @param worker the worker that is stuck in it
 * @param thread the name of the thread that runs that worker
 * @param duration for how long it has been seen going on: at least that long, and at most a
 *     hundredth of a second longer
 * @param stack where it is; for a straight-line body on a worker, where the body is
 */
public record BlockedPoll(
    TaskMeta task, int worker, String thread, Duration duration, List<StackTraceElement> stack) {

  /** Copies the list. */
  public BlockedPoll {
    stack = List.copyOf(stack);
  }
}
