package weft.internal.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.future.Timers;
import weft.future.Waker;

/**
 * Failed tasks whose handles are still held: whoever has not joined one when its grace time is over
 * has most likely forgotten it, so that its failure is reported.
 */
public final class UnclaimedFailures implements Waker {
  private record Entry(Task<?> task, long deadlineNanos) {}

  private final Timers timers;
  private final long graceNanos;
  private final BiConsumer<Task<?>, Throwable> report;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>(); // guarded by this
  private Timers.@Nullable Timer timer; // guarded by this

  /**
   * @param graceNanos how long a failure may stay unclaimed
   * @param report called at most once per task, without a lock held
   */
  public UnclaimedFailures(Timers timers, long graceNanos, BiConsumer<Task<?>, Throwable> report) {
    this.timers = timers;
    this.graceNanos = graceNanos;
    this.report = report;
  }

  /** Takes note of a task that has failed just now. */
  public void add(Task<?> task) {
    synchronized (this) {
      entries.add(new Entry(task, timers.nanoTime() + graceNanos));
    }
    reportDue();
  }

  /** The grace time of the oldest is over. */
  @Override
  public void wake() {
    reportDue();
  }

  private void reportDue() {
    List<Task<?>> due = new ArrayList<>();
    synchronized (this) {
      long now = timers.nanoTime();
      Entry oldest;
      while ((oldest = entries.peek()) != null) {
        if (oldest.task.isJoinable() && oldest.deadlineNanos - now > 0) {
          if (arm(oldest.deadlineNanos)) {
            break;
          }
          continue; // it elapsed between the two looks at the clock
        }
        entries.remove();
        due.add(oldest.task);
      }
    }
    due.forEach(this::report);
  }

  // The caller holds the lock.
  private boolean arm(long deadlineNanos) {
    Timers.Timer armed = timer;
    if (armed == null) {
      armed = timers.timer(deadlineNanos);
      timer = armed;
    } else if (armed.deadlineNanos() != deadlineNanos) {
      armed.reset(deadlineNanos);
    }
    return !armed.pollElapsed(this);
  }

  /** Reports all that are left, as their runtime shuts down. */
  public void reportAll() {
    List<Task<?>> left = new ArrayList<>();
    synchronized (this) {
      Entry entry;
      while ((entry = entries.poll()) != null) {
        left.add(entry.task);
      }
      if (timer != null) {
        timer.cancel();
      }
    }
    left.forEach(this::report);
  }

  private void report(Task<?> task) {
    Throwable failure = task.takeReport();
    if (failure != null) {
      report.accept(task, failure);
    }
  }
}
