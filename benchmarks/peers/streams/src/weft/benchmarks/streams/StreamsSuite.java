package weft.benchmarks.streams;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs the rows by JMH and prints a line for each pair, and the allocation of each. */
public final class StreamsSuite {
  private StreamsSuite() {}

  /** Arguments: forks, iterations, milliseconds of an iteration, pattern of methods, polluted. */
  public static void main(String[] arguments) throws Exception {
    int forks = Integer.parseInt(arguments[0]);
    int iterations = Integer.parseInt(arguments[1]);
    TimeValue time = TimeValue.milliseconds(Long.parseLong(arguments[2]));
    boolean polluted = Boolean.parseBoolean(arguments[4]);
    var options =
        new OptionsBuilder()
            .include("Rows\\." + arguments[3])
            .param("polluted", arguments[4])
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(time)
            .measurementIterations(iterations)
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms1g", "-Xmx1g")
            .verbosity(VerboseMode.SILENT);
    print(new Runner(options.build()).run(), polluted ? "_polluted" : "");
  }

  private static void print(Collection<RunResult> results, String suffix) {
    Map<String, Map<String, RunResult>> rows = new TreeMap<>();
    for (RunResult result : results) {
      String method = result.getParams().getBenchmark();
      String[] parts = method.substring(method.lastIndexOf('.') + 1).split("_");
      rows.computeIfAbsent(parts[0], row -> new TreeMap<>()).put(parts[1], result);
    }
    rows.forEach(
        (row, libraries) -> {
          RunResult weft = libraries.get("weft");
          libraries.forEach(
              (library, result) -> {
                if (weft != null && result != weft) {
                  ratio(row + suffix, library, weft, result);
                }
              });
          libraries.forEach(
              (library, result) ->
                  System.out.printf(
                      Locale.ROOT,
                      "ALLOC %s %s %.1f%n",
                      row + suffix,
                      library,
                      allocation(result)));
        });
  }

  private static void ratio(String row, String library, RunResult weft, RunResult peer) {
    Statistics ours = weft.getPrimaryResult().getStatistics();
    Statistics theirs = peer.getPrimaryResult().getStatistics();
    System.out.printf(
        Locale.ROOT,
        "RATIO %s %s %.2f %.1f %.1f [%.2f..%.2f]%n",
        row,
        library,
        ours.getPercentile(50) / theirs.getPercentile(50),
        ours.getPercentile(50),
        theirs.getPercentile(50),
        ours.getMin() / theirs.getMax(),
        ours.getMax() / theirs.getMin());
  }

  private static double allocation(RunResult result) {
    for (Map.Entry<String, Result> secondary : result.getSecondaryResults().entrySet()) {
      if (secondary.getKey().endsWith("gc.alloc.rate.norm")) {
        return secondary.getValue().getScore();
      }
    }
    return Double.NaN;
  }
}
