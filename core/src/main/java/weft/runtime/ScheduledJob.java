package weft.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.task.AbortHandle;

/** One job of a {@link SchedulerView}: what its caller holds, and the task that runs it. */
final class ScheduledJob<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
  private final SchedulerView view;
  private final Timers timers;
  private final long periodNanos; // positive: rate; negative: delay between runs; zero: once
  private volatile long deadlineNanos;
  private volatile boolean begun;
  private volatile boolean refused;
  private volatile @Nullable AbortHandle task;

  ScheduledJob(SchedulerView view, Timers timers, Callable<V> callable, long delayNanos) {
    this(view, timers, callable, delayNanos, 0);
  }

  ScheduledJob(
      SchedulerView view, Timers timers, Callable<V> callable, long delayNanos, long periodNanos) {
    super(callable);
    this.view = view;
    this.timers = timers;
    this.periodNanos = periodNanos;
    // A quarter of the range, so that differences of deadlines do not overflow.
    this.deadlineNanos = timers.nanoTime() + Math.min(Math.max(delayNanos, 0), Long.MAX_VALUE / 4);
  }

  /** Keeps what aborts the task; the job may have been cancelled meanwhile. */
  void startedAs(AbortHandle handle) {
    task = handle;
    if (isCancelled()) {
      handle.abort();
    }
  }

  boolean hasBegun() {
    return begun;
  }

  /** Whether the runtime has dropped the task without running it. */
  boolean wasRefused() {
    return refused && !begun;
  }

  @Override
  protected void done() {
    view.removed(this);
    AbortHandle handle = task;
    if (handle != null && isCancelled()) {
      handle.abort();
    }
  }

  @Override
  public boolean isPeriodic() {
    return periodNanos != 0;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(deadlineNanos - timers.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  /** Runs once more. False if there is nothing more to run. */
  private boolean runOnce() {
    begun = true;
    if (periodNanos == 0) {
      run();
      return false;
    }
    if (!runAndReset()) {
      return false;
    }
    deadlineNanos = periodNanos > 0 ? deadlineNanos + periodNanos : timers.nanoTime() - periodNanos;
    return true;
  }

  /** The task that waits for the time and runs the job. */
  Future<@Nullable Void> asTask() {
    return new Runner();
  }

  private final class Runner implements Future<@Nullable Void> {
    private Timers.@Nullable Timer timer;

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      while (!isDone()) {
        if (deadlineNanos - timers.nanoTime() > 0) {
          Timers.Timer waiting = timer;
          if (waiting == null) {
            waiting = timers.timer(deadlineNanos);
            timer = waiting;
          } else if (waiting.deadlineNanos() != deadlineNanos) {
            waiting.reset(deadlineNanos);
          }
          if (!waiting.pollElapsed(cx.waker())) {
            return Poll.pending();
          }
        }
        if (!cx.proceed()) {
          return Poll.pending(); // runs that were missed come in a row, but others have their turn
        }
        if (!runOnce()) {
          break;
        }
      }
      return Poll.done();
    }

    @Override
    public void cancel() {
      refused = true;
      if (timer != null) {
        timer.cancel();
      }
      ScheduledJob.this.cancel(false);
    }
  }
}
