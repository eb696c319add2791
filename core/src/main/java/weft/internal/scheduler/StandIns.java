package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * Those who stand in for the workers when every one of them waits inside a poll: for a lock, a
 * latch, a thread. What they wait for may be up to a task in a queue, which nobody would run.
 *
 * <p>It need not be the user's mistake. A lock that becomes free wakes one of those who wait for
 * it. If that is a body whose worker has gone on with other tasks, and all workers then came to
 * wait for the same lock, the body is the one that has to run first.
 *
 * <p>{@link #look} is called by the watchdog alone.
 */
final class StandIns {
  private final MultiThreadScheduler scheduler;
  private final List<PollWatch> crew = new ArrayList<>(); // guarded by this
  private int started; // the watchdog's

  StandIns(MultiThreadScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Every worker waits inside a poll: has somebody do their work, if somebody is needed. */
  void look(long now) {
    if (scheduler.isClosing() || !isSomebodyNeeded(now)) {
      return;
    }
    StandIn next = new StandIn(scheduler, this, scheduler.workers.length + started);
    synchronized (this) {
      crew.add(new PollWatch(next));
    }
    boolean runs = false;
    try {
      runs = scheduler.startStandIn(next);
    } finally {
      if (runs) {
        started++;
      } else {
        forget(next);
      }
    }
  }

  private synchronized boolean isSomebodyNeeded(long now) {
    for (PollWatch watch : crew) {
      if (!watch.isStuck(now) || !watch.isWaiting()) {
        return false; // one is at work
      }
    }
    return !scheduler.driverRole.isTaken() || scheduler.hasQueuedTasks();
  }

  /** A stand-in's last act. */
  void left(StandIn member) {
    forget(member);
    scheduler.termination.left(member);
  }

  private synchronized void forget(StandIn member) {
    crew.removeIf(watch -> watch.loop == member);
  }
}
