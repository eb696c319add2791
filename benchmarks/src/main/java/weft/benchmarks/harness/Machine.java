package weft.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a figure was measured on. */
final class Machine {

  private Machine() {}

  /** For example {@code AMD EPYC, 2 processors, 24.0 GB, Linux 6.18}. */
  static String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %s, %s %s",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version"));
  }

  private static String processor() {
    return field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
  }

  private static String memory() {
    String kibibytes = field(Path.of("/proc/meminfo"), "MemTotal", "");
    if (kibibytes.isEmpty()) {
      return "memory unknown";
    }
    double gibibytes = Long.parseLong(kibibytes.split(" ")[0]) / 1024.0 / 1024.0;
    return String.format(Locale.ROOT, "%.1f GiB", gibibytes);
  }

  private static String field(Path file, String name, String otherwise) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException unknown) {
      return otherwise;
    }
  }
}
