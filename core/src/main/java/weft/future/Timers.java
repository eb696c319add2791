package weft.future;

import java.time.Duration;

/** An executor's clock and the timers on it. May be called from any thread. */
public interface Timers {

  /** The executor's monotonic time in nanoseconds. Compare by difference only: it may wrap. */
  long nanoTime();

  /**
   * The length of {@code duration} in nanoseconds, limited to thirty years either way: further away
   * than anybody waits, and near enough that sums with clock readings can be compared by
   * difference.
   */
  static long saturatedNanos(Duration duration) {
    if (duration.getSeconds() >= FAR_FUTURE.getSeconds()) {
      return FAR_FUTURE.toNanos();
    }
    if (duration.getSeconds() < -FAR_FUTURE.getSeconds()) {
      return -FAR_FUTURE.toNanos();
    }
    return duration.toNanos();
  }

  /** What longer durations are taken for: thirty years. */
  Duration FAR_FUTURE = Duration.ofDays(30 * 365);

  /**
   * A timer that elapses at {@code deadlineNanos} on {@link #nanoTime()}. It is registered with the
   * executor at its first unsuccessful poll, so that one that is never waited for costs nothing.
   */
  Timer timer(long deadlineNanos);

  /** One timer. Single owner, like a future: its methods are called by one thread at a time. */
  interface Timer {

    /**
     * Asks whether the deadline has passed. Never true before it; up to a millisecond later.
     *
     * @param waker woken when it has; replaces the waker of an earlier poll
     */
    boolean pollElapsed(Waker waker);

    /** Moves the deadline; an elapsed timer starts anew. */
    void reset(long deadlineNanos);

    /** The deadline on {@link Timers#nanoTime()}. */
    long deadlineNanos();

    /** Forgets the registration. The timer may be polled again after {@link #reset}. */
    void cancel();
  }
}
