package weft.samples.redis.store;

/**
 * Whether whoever waits for the earliest deadline waits too long, because an earlier one was set.
 *
 * <p>All methods but {@link #takeEarlier} are called under the keyspace's lock.
 */
final class DeadlineWatch {
  /** When the waiting one will look next. */
  private long announced = Entry.NEVER;

  /** Volatile, so that a command that set no deadline need not take the lock again to know. */
  private volatile boolean earlier;

  void deadlineSet(long deadline) {
    if (deadline < announced) {
      announced = deadline;
      earlier = true;
    }
  }

  void announce(long time) {
    announced = time;
    earlier = false;
  }

  /** Two racing callers may both be told, which costs the waiting one a look too many. */
  boolean takeEarlier() {
    boolean result = earlier;
    if (result) {
      earlier = false;
    }
    return result;
  }
}
