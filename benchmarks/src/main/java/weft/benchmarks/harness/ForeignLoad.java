package weft.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The machine's and the benchmark's use of the processors up to a moment. The difference of two
 * such says how many processors others used meanwhile: whether a figure deserves trust. Reads
 * {@code /proc}; elsewhere nobody else seems to use the machine.
 *
 * @param nanos the moment
 * @param busyTicks what all used
 * @param ownTicks what this process and its peers used
 */
record ForeignLoad(long nanos, long busyTicks, long ownTicks) {

  /** Of the kernel's interface to user space, the same on all its architectures. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Path STAT = Path.of("/proc/stat");

  /** Reads the counters; {@code pids} are the processes that do not count as others. */
  static ForeignLoad sample(List<Long> pids) {
    long own = processTicks(ProcessHandle.current().pid());
    for (long pid : pids) {
      own += processTicks(pid);
    }
    return new ForeignLoad(System.nanoTime(), readBusyTicks(), own);
  }

  /** The processors that others used since an earlier sample. */
  double since(ForeignLoad before) {
    double seconds = (nanos - before.nanos) / 1e9;
    long ticks = (busyTicks - before.busyTicks) - (ownTicks - before.ownTicks);
    return seconds > 0 ? Math.max(0, ticks / TICKS_PER_SECOND / seconds) : 0;
  }

  /** For example {@code median 0.03, worst 0.40 processors}. */
  static String summary(List<Double> loads) {
    double[] sorted = loads.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? "unknown"
        : String.format(
            Locale.ROOT,
            "median %.2f, worst %.2f processors",
            sorted[sorted.length / 2],
            sorted[sorted.length - 1]);
  }

  /** User, nice, system, interrupts and soft interrupts of all processors. */
  private static long readBusyTicks() {
    try (var lines = Files.lines(STAT)) {
      String[] fields = lines.findFirst().orElseThrow().trim().split("\\s+");
      return Arrays.stream(new int[] {1, 2, 3, 6, 7})
          .mapToLong(i -> Long.parseLong(fields[i]))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long processTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The second field is the program's name in brackets, which may contain spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException ended) {
      return 0;
    }
  }
}
