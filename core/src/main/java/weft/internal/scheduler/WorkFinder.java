package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.env.Rng;
import weft.internal.env.Tunables;
import weft.internal.task.Task;

/**
 * Where a worker's next task comes from: its own queue, the global one in between and when its own
 * is empty, and the rings of other workers. The worker's own.
 */
final class WorkFinder {
  private final MultiThreadScheduler scheduler;
  private final int self;
  private final RunQueue own;
  private final LocalQueue ring;
  private final WorkerCounters metrics;
  private final PollTimes times;
  private final Rng rng;
  private final Tunables tunables;
  private int ticksToGlobal;
  private int globalInterval;
  private boolean searching;

  WorkFinder(
      MultiThreadScheduler scheduler,
      int self,
      RunQueue own,
      WorkerCounters metrics,
      PollTimes times,
      Rng rng) {
    this.scheduler = scheduler;
    this.self = self;
    this.own = own;
    this.ring = own.ring;
    this.metrics = metrics;
    this.times = times;
    this.rng = rng;
    this.tunables = scheduler.config.tunables();
    this.globalInterval =
        tunables.globalQueueInterval() > 0
            ? tunables.globalQueueInterval()
            : PollTimes.seedInterval();
    this.ticksToGlobal = globalInterval;
  }

  // ---------------------------------------------------------------- the queues

  @Nullable Task<?> next() {
    if (--ticksToGlobal <= 0) {
      tuneGlobalInterval();
      ticksToGlobal = globalInterval;
      Task<?> task = refill(batchRoom());
      return task == null ? own.next() : task;
    }
    Task<?> task = own.next();
    return task == null ? refill(ring.room()) : task;
  }

  /**
   * How many tasks to take at the interval: a batch, as at more than a ring full of busy tasks the
   * overflow would otherwise wait hundreds of milliseconds in the global queue. But only one, which
   * runs at once, if the ring would overflow before the batch has moved up to its older half: such
   * tasks would go round between the two queues and never run.
   */
  private int batchRoom() {
    int room = ring.room();
    return (long) room * globalInterval >= tunables.localQueueCapacity() ? room / 2 : 1;
  }

  private @Nullable Task<?> refill(int room) {
    if (scheduler.global.isEmpty()) {
      return null;
    }
    // The first one runs at once and needs no room. The room counts what a preempted thief holds.
    int max = Math.min(room, tunables.localQueueCapacity() / 2);
    Preemption.point(PreemptionPoint.BEFORE_REFILL);
    return scheduler.global.popBatch(scheduler.workers.length, Math.max(1, max), ring);
  }

  private void tuneGlobalInterval() {
    if (tunables.globalQueueInterval() == 0) {
      globalInterval = times.interval(globalInterval);
    }
  }

  // ---------------------------------------------------------------- other workers

  /** Looks elsewhere, unless enough others do so already. Finding something ends no search. */
  @Nullable Task<?> search() {
    times.endBatch();
    Task<?> task = startSearching() ? steal() : null;
    times.startBatch();
    return task;
  }

  private boolean startSearching() {
    if (!searching) {
      searching = scheduler.idle.startSearching();
    }
    return searching;
  }

  private @Nullable Task<?> steal() {
    Worker[] workers = scheduler.workers;
    int start = rng.nextInt(workers.length);
    for (int i = 0; i < workers.length; i++) {
      int victim = start + i;
      Task<?> task = stealFrom(workers[victim < workers.length ? victim : victim - workers.length]);
      if (task != null) {
        return task;
      }
    }
    return scheduler.global.pop();
  }

  private @Nullable Task<?> stealFrom(Worker other) {
    return other.index() == self ? null : other.ring().stealInto(ring, metrics);
  }

  /** Whatever there is anywhere, in any order. */
  @Nullable Task<?> anyTask() {
    Task<?> task = own.next();
    if (task == null) {
      task = scheduler.global.pop();
    }
    Worker[] workers = scheduler.workers;
    for (int i = 0; i < workers.length && task == null; i++) {
      task = stealFrom(workers[i]);
    }
    return task;
  }

  // ---------------------------------------------------------------- searching

  /** Whether this worker counts as one of those that look for work. */
  boolean isSearching() {
    return searching;
  }

  /** Others have counted this worker as searching, or no longer do. */
  void searching(boolean counted) {
    searching = counted;
  }

  void stopSearching() {
    searching = false;
    if (scheduler.idle.stopSearching()) {
      // The chain. Whoever made a task visible meanwhile relied on this searcher; only what can be
      // seen now needs another one, and waking one for nothing costs more than all of these looks.
      scheduler.notifyIfWorkIsLeft();
    }
  }
}
