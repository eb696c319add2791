package weft.internal.task;

import java.util.ArrayDeque;
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

  /**
   * Takes note of a task that has failed just now. Reports it at once if that is impossible: there
   * is no memory for it, or the runtime has ended and with it the time that would pass.
   */
  public void add(Task<?> task) {
    try {
      synchronized (this) {
        entries.add(new Entry(task, timers.nanoTime() + graceNanos));
      }
      reportDue();
    } catch (OutOfMemoryError | IllegalStateException nowhereToNoteIt) {
      report(task);
    }
  }

  /** The grace time of the oldest is over. */
  @Override
  public void wake() {
    reportDue();
  }

  private void reportDue() {
    Task<?> due;
    while ((due = nextDue()) != null) {
      report(due);
    }
  }

  private synchronized @Nullable Task<?> nextDue() {
    while (true) {
      Entry oldest = entries.peek();
      if (oldest == null) {
        return null;
      }
      if (!oldest.task.isJoinable() || oldest.deadlineNanos - timers.nanoTime() <= 0) {
        entries.remove();
        return oldest.task;
      }
      if (arm(oldest.deadlineNanos)) {
        return null;
      }
      // it elapsed between the two looks at the clock
    }
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
    synchronized (this) {
      if (timer != null) {
        timer.cancel();
      }
    }
    Task<?> left;
    while ((left = nextLeft()) != null) {
      report(left);
    }
  }

  private synchronized @Nullable Task<?> nextLeft() {
    Entry entry = entries.poll();
    return entry == null ? null : entry.task;
  }

  private void report(Task<?> task) {
    Throwable failure = task.takeReport();
    if (failure != null) {
      report.accept(task, failure);
    }
  }
}
