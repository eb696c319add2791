package weft.runtime;

import java.util.List;
import java.util.function.ToLongFunction;
import weft.internal.driver.NetworkMetrics;
import weft.internal.scheduler.Scheduler;
import weft.internal.scheduler.Watchdog;
import weft.internal.scheduler.WorkerView;

/**
 * A look into a runtime. Every method reads at the moment of its call, locks at most briefly, and
 * works after the shutdown too. Counts start at the runtime's start and only grow; depths go up and
 * down. Figures read one after the other need not fit each other.
 *
 * <p><b>Threads.</b> May be used by any thread.
 */
public final class RuntimeMetrics {
  private final Scheduler scheduler;

  RuntimeMetrics(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** How many workers there are; 1 on a current-thread runtime. */
  public int workerCount() {
    return scheduler.workerViews().size();
  }

  /**
   * One worker's figures.
   *
   * @param index from 0 to {@code workerCount() - 1}
   */
  public WorkerMetrics worker(int index) {
    return WorkerMetrics.of(view(index));
  }

  private WorkerView view(int index) {
    List<? extends WorkerView> workers = scheduler.workerViews();
    if (index < 0 || index >= workers.size()) {
      throw new IndexOutOfBoundsException(
          "worker " + index + " of a runtime with " + workers.size());
    }
    return workers.get(index);
  }

  /** Tasks that have been spawned and not ended. */
  public long aliveTasks() {
    return scheduler.aliveTasks();
  }

  /** Tasks that have been spawned. */
  public long spawnedTasks() {
    return scheduler.spawnedTasks();
  }

  /** Timers that wait for their time. */
  public int registeredTimers() {
    return scheduler.driver().registeredTimers();
  }

  /** Tasks in the queue that all workers share. */
  public int globalQueueDepth() {
    return scheduler.globalQueueDepth();
  }

  /** Tasks that were queued by threads that are no workers of this runtime. */
  public long remoteSchedules() {
    return scheduler.remoteSchedules();
  }

  /**
   * How often a task, or the future of a {@code blockOn}, had to yield because its budget was
   * spent.
   */
  public long budgetForcedYields() {
    return scheduler.budgetForcedYields();
  }

  /**
   * How long polls took, on all workers; empty unless {@link RuntimeBuilder#pollTimeHistogram} asks
   * for it.
   */
  public List<PollTimes> pollTimes() {
    List<? extends WorkerView> workers = scheduler.workerViews();
    long[] sums = workers.get(0).pollTimes();
    for (WorkerView worker : workers.subList(1, workers.size())) {
      long[] counts = worker.pollTimes();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += counts[i];
      }
    }
    return PollTimes.of(scheduler.pollTimeBounds(), sums);
  }

  /**
   * How long one worker's polls took.
   *
   * @param index from 0 to {@code workerCount() - 1}
   */
  public List<PollTimes> pollTimes(int index) {
    return PollTimes.of(scheduler.pollTimeBounds(), view(index).pollTimes());
  }

  /** Polls of tasks on all workers. */
  public long polls() {
    return sum(WorkerMetrics::polls);
  }

  /** Polls that the watchdog has reported, as they lasted too long; 0 without one. */
  public long blockedPolls() {
    Watchdog dog = scheduler.watchdog();
    return dog == null ? 0 : dog.blockedPolls();
  }

  /** Threads for code that blocks, idle ones included. */
  public int blockingThreads() {
    return scheduler.blocking().threadCount();
  }

  /** Threads for code that blocks and wait for a job. */
  public int idleBlockingThreads() {
    return scheduler.blocking().idleThreadCount();
  }

  /** Blocking jobs that wait for a thread. */
  public int blockingQueueDepth() {
    return scheduler.blocking().queueDepth();
  }

  /** Sockets that the driver has taken on. */
  public long socketsRegistered() {
    return network().registered();
  }

  /** Sockets that the driver has released. */
  public long socketsDeregistered() {
    return network().deregistered();
  }

  /** Readiness events that the driver has delivered. */
  public long readyEvents() {
    return network().readyEvents();
  }

  /** Accepts that failed for want of a descriptor. */
  public long acceptsRefused() {
    return network().acceptsRefused();
  }

  private NetworkMetrics network() {
    return scheduler.driver().networkMetrics();
  }

  private long sum(ToLongFunction<WorkerMetrics> figure) {
    long sum = 0;
    for (WorkerView worker : scheduler.workerViews()) {
      sum += figure.applyAsLong(WorkerMetrics.of(worker));
    }
    return sum;
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("RuntimeMetrics[alive ")
            .append(aliveTasks())
            .append(", spawned ")
            .append(spawnedTasks())
            .append(", global queue ")
            .append(globalQueueDepth())
            .append(", blocking threads ")
            .append(blockingThreads())
            .append("]");
    for (int i = 0; i < workerCount(); i++) {
      text.append(System.lineSeparator()).append("  ").append(i).append(": ").append(worker(i));
    }
    return text.toString();
  }
}
