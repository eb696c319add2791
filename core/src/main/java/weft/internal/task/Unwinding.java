package weft.internal.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;

/**
 * What is left of a cancelled task: the clean-up of bodies that have to run on for a while. The
 * task ends when it is over, or when it has taken too long.
 */
final class Unwinding implements Future<Void> {
  /** As long as a runtime's shutdown waits by default. */
  static final long LIMIT_NANOS = 10_000_000_000L;

  private final List<Future<?>> rests = new ArrayList<>(1);
  private Timers.@Nullable Timer limit;

  // How the task is to end afterwards.
  TaskState.End end = TaskState.End.CANCELLATION;
  @Nullable Object result;

  void add(Future<?> rest) {
    rests.add(rest);
  }

  /** The thread of one that still cleans up, if it has one of its own. Any thread: a snapshot. */
  @Nullable Thread thread() {
    try {
      for (Future<?> rest : List.copyOf(rests)) {
        if (rest instanceof HasThread body) {
          return body.thread();
        }
      }
    } catch (RuntimeException changedMeanwhile) {
      // then it does something, and is not what one looks for
    }
    return null;
  }

  @Override
  public Poll<Void> poll(Context cx) {
    for (int i = rests.size() - 1; i >= 0; i--) {
      Future<?> rest = rests.get(i);
      try {
        if (rest.poll(cx).isReady()) {
          rests.remove(i);
        }
      } catch (Throwable failure) {
        rests.remove(i);
        cancelContained(rest);
        log(rest + " failed while it was cleaning up", failure);
      }
    }
    if (rests.isEmpty()) {
      cancelLimit();
      return Poll.done();
    }
    if (isOverdue(cx)) {
      log("gave up waiting for " + rests + ", which has not cleaned up within 10 s", null);
      cancel();
      return Poll.done();
    }
    return Poll.pending();
  }

  private boolean isOverdue(Context cx) {
    Timers timers = cx.services().timers();
    if (timers == null) {
      return false;
    }
    try {
      if (limit == null) {
        limit = timers.timer(timers.nanoTime() + LIMIT_NANOS);
      }
      return limit.pollElapsed(cx.waker());
    } catch (IllegalStateException clockHasGone) {
      return true;
    }
  }

  /** Gives up: nobody polls any more. */
  @Override
  public void cancel() {
    cancelLimit();
    rests.forEach(Unwinding::cancelContained);
    rests.clear();
  }

  private void cancelLimit() {
    if (limit != null) {
      limit.cancel();
    }
  }

  private static void cancelContained(Future<?> rest) {
    try {
      rest.cancel();
    } catch (Throwable failure) {
      log("cancelling " + rest + " failed", failure);
    }
  }

  private static void log(String message, @Nullable Throwable failure) {
    System.getLogger("weft.runtime").log(System.Logger.Level.WARNING, message, failure);
  }
}
