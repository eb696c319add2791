package weft.internal.scheduler;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.internal.context.RuntimeThread;
import weft.internal.task.Task;
import weft.task.BlockedPoll;

/** What the watchdog remembers of one loop from look to look. Used by the watchdog alone. */
final class PollWatch {
  final Watched loop;
  private long poll = -1;
  private @Nullable Task<?> task; // null if the last look found it between two polls
  private long since;
  private boolean reported;

  PollWatch(Watched loop) {
    this.loop = loop;
  }

  /**
   * Looks at the loop.
   *
   * @return whether it is in the poll still in which the last look has found it
   */
  boolean isStuck(long now) {
    long pollNow = loop.pollCount();
    Task<?> taskNow = loop.currentTask();
    if (taskNow != null && taskNow == task && pollNow == poll) {
      return true;
    }
    poll = pollNow;
    task = taskNow;
    since = now;
    reported = false;
    return false;
  }

  /** Whether the loop's thread waits for something in the middle of its poll, as it seems. */
  boolean isWaiting() {
    Thread thread = loop.thread();
    if (thread == null) {
      return false;
    }
    Thread body = thread instanceof RuntimeThread carrier ? carrier.body() : null;
    return switch ((body == null ? thread : body).getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /** Nobody has looked for a while, so that it is not known how long the poll has been going on. */
  void forgive(long nanos) {
    since += nanos;
  }

  /**
   * What there is to report about a poll that is stuck.
   *
   * @return null if it has not lasted so long, has been reported, or has just ended
   */
  @Nullable BlockedPoll report(long now, long thresholdNanos) {
    Task<?> blocked = task;
    Thread thread = loop.thread();
    if (reported || now - since < thresholdNanos || blocked == null) {
      return null;
    }
    List<StackTraceElement> stack = thread == null ? List.of() : List.of(stackOf(thread));
    if (loop.pollCount() != poll || loop.currentTask() != blocked) {
      return null; // it may be another poll's stack
    }
    reported = true;
    return new BlockedPoll(
        blocked.meta(),
        loop.index(),
        thread == null ? "stepped by hand" : thread.getName(),
        Duration.ofNanos(now - since),
        stack);
  }

  private static StackTraceElement[] stackOf(Thread thread) {
    Thread body = thread instanceof RuntimeThread carrier ? carrier.body() : null;
    if (body != null) {
      StackTraceElement[] stack = body.getStackTrace();
      if (stack.length > 0) {
        return stack;
      }
    }
    return thread.getStackTrace();
  }
}
