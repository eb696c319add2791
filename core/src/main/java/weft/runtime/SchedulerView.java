package weft.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import weft.future.Timers;
import weft.internal.scheduler.Scheduler;

/**
 * A runtime as a {@link ScheduledExecutorService}. Each job is a task; the view keeps a list of its
 * own jobs, so that it can be shut down without touching the runtime.
 */
final class SchedulerView extends AbstractExecutorService implements ScheduledExecutorService {
  private final Scheduler scheduler;
  private final Timers timers;
  private final Object lock = new Object();

  // Guarded by lock.
  private final LinkedHashSet<ScheduledJob<?>> jobs = new LinkedHashSet<>();
  private boolean shutdown;

  SchedulerView(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.timers = scheduler.timers();
  }

  @Override
  public void execute(Runnable command) {
    start(command, 0, 0);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return start(command, unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return start(new ScheduledJob<>(this, timers, callable, unit.toNanos(delay)));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return start(command, unit.toNanos(initialDelay), requirePositive(unit.toNanos(period)));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return start(command, unit.toNanos(initialDelay), -requirePositive(unit.toNanos(delay)));
  }

  private static long requirePositive(long nanos) {
    if (nanos <= 0) {
      throw new IllegalArgumentException("period is not positive: " + nanos + " ns");
    }
    return nanos;
  }

  private ScheduledJob<?> start(Runnable command, long delayNanos, long periodNanos) {
    Objects.requireNonNull(command, "command");
    Callable<Boolean> callable =
        () -> {
          command.run();
          return true;
        };
    return start(new ScheduledJob<>(this, timers, callable, delayNanos, periodNanos));
  }

  private <V> ScheduledJob<V> start(ScheduledJob<V> job) {
    synchronized (lock) {
      if (shutdown) {
        throw new RejectedExecutionException("this view of " + scheduler + " was shut down");
      }
      jobs.add(job);
    }
    try {
      job.startedAs(scheduler.spawn(null, job.asTask()));
    } catch (RuntimeException refused) {
      removed(job);
      throw refused;
    }
    if (job.wasRefused()) {
      throw new RejectedExecutionException(scheduler + " has been shut down");
    }
    return job;
  }

  /** A job has ended. */
  void removed(ScheduledJob<?> job) {
    synchronized (lock) {
      jobs.remove(job);
      lock.notifyAll();
    }
  }

  @Override
  public void shutdown() {
    List<ScheduledJob<?>> waiting = new ArrayList<>();
    synchronized (lock) {
      shutdown = true;
      for (ScheduledJob<?> job : jobs) {
        if (job.isPeriodic() || job.getDelay(TimeUnit.NANOSECONDS) > 0) {
          waiting.add(job);
        }
      }
    }
    waiting.forEach(job -> job.cancel(false));
  }

  @Override
  public List<Runnable> shutdownNow() {
    List<ScheduledJob<?>> all;
    synchronized (lock) {
      shutdown = true;
      all = List.copyOf(jobs);
    }
    List<Runnable> neverRun = new ArrayList<>();
    for (ScheduledJob<?> job : all) {
      if (job.cancel(true) && !job.hasBegun()) {
        neverRun.add(job);
      }
    }
    return neverRun;
  }

  @Override
  public boolean isShutdown() {
    synchronized (lock) {
      return shutdown;
    }
  }

  @Override
  public boolean isTerminated() {
    synchronized (lock) {
      return shutdown && jobs.isEmpty();
    }
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = timers.nanoTime() + unit.toNanos(timeout);
    synchronized (lock) {
      while (!(shutdown && jobs.isEmpty())) {
        long left = deadline - timers.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(lock, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      }
      return true;
    }
  }

  @Override
  public String toString() {
    return "SchedulerView[" + scheduler + "]";
  }
}
