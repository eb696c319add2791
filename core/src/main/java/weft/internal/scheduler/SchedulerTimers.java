package weft.internal.scheduler;

import weft.future.Timers;
import weft.internal.driver.Driver;

/** A runtime's timers: each on the wheel of the worker that makes it. */
final class SchedulerTimers implements Timers {
  private final Scheduler scheduler;

  SchedulerTimers(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public long nanoTime() {
    return scheduler.environment.clock().nanoTime();
  }

  @Override
  public Timer timer(long deadlineNanos) {
    LocalWorker worker = scheduler.localWorker();
    int wheel = worker == null ? Driver.FOREIGN_WHEEL : worker.index();
    return scheduler.driver.timer(deadlineNanos, wheel);
  }
}
