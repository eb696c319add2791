package weft.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How much of the machine others used while a measurement ran, in processors: what says whether a
 * figure deserves trust. Reads {@code /proc}; knows nothing elsewhere.
 */
final class ForeignLoad {

  /** Of the kernel's interface to user space, the same on all its architectures. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Path STAT = Path.of("/proc/stat");

  private final List<Double> loads = new ArrayList<>();

  /** What was used up to a moment. */
  record Sample(long nanos, long busyTicks, long ownTicks) {}

  /** Reads the counters; {@code pids} are the processes that do not count as foreign. */
  Sample sample(List<Long> pids) {
    if (!Files.isReadable(STAT)) {
      return new Sample(System.nanoTime(), 0, 0);
    }
    long own = processTicks(ProcessHandle.current().pid());
    for (long pid : pids) {
      own += processTicks(pid);
    }
    return new Sample(System.nanoTime(), busyTicks(), own);
  }

  /** Adds the load between two samples. */
  void add(Sample from, Sample to) {
    double seconds = (to.nanos - from.nanos) / 1e9;
    long ticks = (to.busyTicks - from.busyTicks) - (to.ownTicks - from.ownTicks);
    if (to.busyTicks > 0 && seconds > 0) {
      loads.add(Math.max(0, ticks / TICKS_PER_SECOND / seconds));
    }
  }

  /** For example {@code median 0.03, worst 0.40 processors}. */
  String summary() {
    if (loads.isEmpty()) {
      return "unknown";
    }
    double[] sorted = loads.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "median %.2f, worst %.2f processors",
        sorted[sorted.length / 2],
        sorted[sorted.length - 1]);
  }

  /** User, nice, system, interrupts and soft interrupts of all processors. */
  private static long busyTicks() {
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
