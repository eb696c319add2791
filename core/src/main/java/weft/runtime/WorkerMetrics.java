package weft.runtime;

import java.time.Duration;
import weft.internal.scheduler.WorkerCounters;
import weft.internal.scheduler.WorkerView;

/**
 * What one worker has done so far; each figure is a snapshot of its own. A current-thread runtime
 * shows its one loop as worker 0.
 *
 * @param threadId the identity of the thread that runs the worker, or -1 if none does
 * @param parks how often it began to wait for work
 * @param parksAndUnparks how often it began and ended a wait: odd while it waits
 * @param noops how often it was woken and found nothing to do
 * @param polls polls of tasks
 * @param busyTime time spent on anything but waiting; renewed at least every event interval
 * @param meanPollTime the moving average of a poll's duration
 * @param localSchedules tasks it queued to its own queue
 * @param localQueueDepth tasks in its queue now
 * @param overflows how often its queue was full and half of it went to the global queue
 * @param steals tasks it took from other workers
 * @param stealOperations how often it took tasks from other workers
 * @param budgetForcedYields how often a task had to yield because its budget was spent
 */
public record WorkerMetrics(
    long threadId,
    long parks,
    long parksAndUnparks,
    long noops,
    long polls,
    Duration busyTime,
    Duration meanPollTime,
    long localSchedules,
    int localQueueDepth,
    long overflows,
    long steals,
    long stealOperations,
    long budgetForcedYields) {

  static WorkerMetrics of(WorkerView worker) {
    WorkerCounters counters = worker.metrics();
    return new WorkerMetrics(
        worker.threadId(),
        counters.parks(),
        counters.parksAndUnparks(),
        counters.noops(),
        counters.polls(),
        Duration.ofNanos(counters.busyNanos()),
        Duration.ofNanos(counters.meanPollNanos()),
        counters.localSchedules(),
        worker.queueLength(),
        counters.overflows(),
        counters.steals(),
        counters.stealOperations(),
        counters.budgetForcedYields());
  }
}
