package weft.benchmarks.sync;

/**
 * The parameters of the benchmarks of channels and locks, the same for every peer (the Rust program
 * repeats them).
 */
public final class SyncWork {

  public static final int WORKERS = 2;

  /** Tasks that send to one channel, or that take the same lock. */
  public static final int TASKS = 4;

  /** Values that each sender sends, and what a task without competitors does. */
  public static final int VALUES = 2_500;

  public static final int ALL_VALUES = TASKS * VALUES;

  /** The capacity of a channel that becomes full, and of one that does not. */
  public static final int SMALL = 100;

  public static final int LARGE = ALL_VALUES;

  public static final int ONESHOTS = 1_000;

  /** How often each task takes the lock, or a permit. */
  public static final int CLAIMS = 1_000;

  /** Permits for {@link #TASKS} tasks that hold theirs while they yield. */
  public static final int PERMITS = 2;

  /** Values broadcast to {@link #TASKS} receivers, which all fit. */
  public static final int BROADCASTS = 1_000;

  /** Round trips over two watched values. */
  public static final int ROUND_TRIPS = 1_000;

  private SyncWork() {}
}
