package weft.internal.scheduler;

import weft.internal.env.Clock;

/**
 * A worker's estimate of how long a poll takes, and the global queue interval that follows from it.
 *
 * <p>The clock is read twice per batch, not per poll: a batch begins when the worker starts working
 * and ends at its next look at the drivers.
 */
final class PollTimes {
  /** The weight of one poll in the moving average: Tokio's figure. */
  private static final double WEIGHT = 0.1;

  /** How long a task may wait in the global queue behind local ones: Tokio's figure. */
  private static final double TARGET_NANOS = 200_000;

  private static final int SEED_INTERVAL = 61;
  private static final int MIN_INTERVAL = 2;
  private static final int MAX_INTERVAL = 127;

  private final Clock clock;
  private final WorkerCounters metrics;
  private double meanNanos = TARGET_NANOS / SEED_INTERVAL;
  private long batchStart;
  private long batchPolls;
  private boolean running;

  PollTimes(Clock clock, WorkerCounters metrics) {
    this.clock = clock;
    this.metrics = metrics;
  }

  void startBatch() {
    batchStart = clock.nanoTime();
    batchPolls = metrics.polls();
    running = true;
  }

  void endBatch() {
    if (!running) {
      return;
    }
    running = false;
    long nanos = clock.nanoTime() - batchStart;
    metrics.busy(nanos);
    long polls = metrics.polls() - batchPolls;
    if (polls > 0) {
      record(nanos, polls);
      metrics.meanPoll((long) meanNanos);
    }
  }

  /** Takes {@code polls} polls that took {@code nanos} together into the average. */
  void record(long nanos, long polls) {
    // Each poll shrinks the old average's share by the weight; the batch's mean gets the rest.
    double kept = Math.pow(1 - WEIGHT, polls);
    meanNanos = kept * meanNanos + (1 - kept) * ((double) nanos / polls);
  }

  /**
   * The interval at which a look at the global queue keeps within the target.
   *
   * @param current the interval in use, kept unless the new one differs by more than two
   */
  int interval(int current) {
    double ideal = TARGET_NANOS / Math.max(meanNanos, 1);
    int next = (int) Math.max(MIN_INTERVAL, Math.min(MAX_INTERVAL, ideal));
    return Math.abs(next - current) > 2 ? next : current;
  }

  static int seedInterval() {
    return SEED_INTERVAL;
  }
}
