package weft.internal.scheduler;

import weft.internal.atomic.PaddedLong;

/** What one worker has done. Written by the worker, read by anybody. */
public final class WorkerCounters {
  private static final int LOCAL_SCHEDULES = 0;
  private static final int STEALS = 1;
  private static final int STEAL_OPERATIONS = 2;
  private static final int OVERFLOWS = 3;
  private static final int PARKS = 4;
  private static final int UNPARKS = 5;
  private static final int NOOPS = 6;
  private static final int BUSY_NANOS = 7;
  private static final int MEAN_POLL_NANOS = 8;
  private static final int SPAWNED = 9;
  private static final int ENDED = 10;
  private static final int FORCED_YIELDS = 11;
  private static final int COUNT = 12;

  // By itself, as it is counted at every poll: no index has to be checked.
  private final PaddedLong polls = new PaddedLong();
  private final Counters counters = new Counters(COUNT);

  void polled() {
    polls.countOpaque(1);
  }

  void scheduledLocally() {
    counters.add(LOCAL_SCHEDULES, 1);
  }

  void stole(int tasks) {
    counters.add(STEALS, tasks);
    counters.add(STEAL_OPERATIONS, 1);
  }

  void overflowed() {
    counters.add(OVERFLOWS, 1);
  }

  void parked() {
    counters.add(PARKS, 1);
  }

  void unparked() {
    counters.add(UNPARKS, 1);
  }

  void wokeForNothing() {
    counters.add(NOOPS, 1);
  }

  void busy(long nanos) {
    counters.add(BUSY_NANOS, nanos);
  }

  void meanPoll(long nanos) {
    counters.set(MEAN_POLL_NANOS, nanos);
  }

  void spawned() {
    counters.add(SPAWNED, 1);
  }

  void ended() {
    counters.add(ENDED, 1);
  }

  void forcedYields(long count) {
    if (count != 0) {
      counters.add(FORCED_YIELDS, count);
    }
  }

  /** Polls of tasks, each a step by which a watchdog can tell that the worker moves. */
  public long polls() {
    return polls.getOpaque();
  }

  /** Tasks that were queued from this worker to its own queue. */
  public long localSchedules() {
    return counters.get(LOCAL_SCHEDULES);
  }

  /** Tasks taken from other workers. */
  public long steals() {
    return counters.get(STEALS);
  }

  /** How often tasks were taken from other workers. */
  public long stealOperations() {
    return counters.get(STEAL_OPERATIONS);
  }

  /** How often the ring was full and half of it went to the global queue. */
  public long overflows() {
    return counters.get(OVERFLOWS);
  }

  /** How often the worker parked. */
  public long parks() {
    return counters.get(PARKS);
  }

  /** How often the worker parked and unparked: odd while it is parked. */
  public long parksAndUnparks() {
    return counters.get(PARKS) + counters.get(UNPARKS);
  }

  /** How often the worker was woken and found nothing to do. */
  public long noops() {
    return counters.get(NOOPS);
  }

  /** Nanoseconds spent on anything but waiting. */
  public long busyNanos() {
    return counters.get(BUSY_NANOS);
  }

  /** The moving average of a poll's duration, in nanoseconds. */
  public long meanPollNanos() {
    return counters.get(MEAN_POLL_NANOS);
  }

  /** Tasks spawned by this worker. */
  public long spawnedTasks() {
    return counters.get(SPAWNED);
  }

  /** Tasks that ended on this worker. */
  public long endedTasks() {
    return counters.get(ENDED);
  }

  /** How often a task had to yield because its budget was spent. */
  public long budgetForcedYields() {
    return counters.get(FORCED_YIELDS);
  }
}
