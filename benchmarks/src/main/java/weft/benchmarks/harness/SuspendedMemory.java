package weft.benchmarks.harness;

/** Measures what something that waits takes on the heap. */
public final class SuspendedMemory {
  /** How many of them are made, so that what is made once does not count. */
  public static final int COUNT = 50_000;

  private SuspendedMemory() {}

  /** Makes {@link #COUNT} of them and returns when all of them wait; closing it ends them. */
  @FunctionalInterface
  public interface Suspended {
    AutoCloseable suspend() throws Exception;
  }

  /** The bytes that each takes; reported as the benchmark's value. */
  public static Result measure(Suspended suspended) throws Exception {
    suspended.suspend().close(); // classes, and tables that grow
    long before = used();
    long bytes;
    try (AutoCloseable waiting = suspended.suspend()) {
      bytes = used() - before;
    }
    return new Result.Measured((double) bytes / COUNT, 0);
  }

  private static long used() {
    Runtime jvm = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      System.gc();
      least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
    }
    return least;
  }
}
