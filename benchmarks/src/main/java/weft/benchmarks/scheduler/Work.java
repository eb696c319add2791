package weft.benchmarks.scheduler;

/**
 * The parameters of the scheduler benchmarks, the same for every peer (the Rust program repeats
 * them). They are those of Tokio's own benchmarks with two workers in place of four.
 */
public final class Work {

  public static final int WORKERS = 2;
  public static final int SPAWNS = 10_000;
  public static final int SPAWNS_BUSY2 = 1_000;
  public static final int BUSY1_TASKS = 2 * WORKERS;
  public static final int BUSY2_TASKS = WORKERS;
  public static final int YIELD_TASKS = 200;
  public static final int YIELDS = 1_000;
  public static final int PAIRS = 1_000;
  public static final int CHAIN = 1_000;
  public static final int JOINS = 1_000;
  public static final int CT_SPAWNS = 1_000;

  private static final long STALL_NANOS = 10_000;

  private Work() {}

  /** Occupies a platform thread for ten microseconds, offering the processor to others. */
  public static void stall() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < STALL_NANOS) {
      Thread.yield();
    }
  }

  /** Occupies the carrier of a virtual thread for as long, without yielding to its scheduler. */
  public static void stallSpinning() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < STALL_NANOS) {
      Thread.onSpinWait();
    }
  }
}
