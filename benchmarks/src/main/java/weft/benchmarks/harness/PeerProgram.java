package weft.benchmarks.harness;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The frame of a program that measures one runtime.
 *
 * <p>Given names of benchmarks it warms up and runs these (all without names), printing a line
 * {@code <bench> <value>} each. With {@code --serve} it prints a line that begins with {@code
 * READY} and then answers each line {@code warm <bench>} or {@code run <bench>} of its input with
 * such a line, until its input ends: so a driver can let several programs take turns while each
 * stays warm. A value is a number, {@code starved <done> <of>}, or {@code unsupported}. With {@code
 * --alloc} a second number follows: bytes allocated per unit.
 */
public final class PeerProgram {

  private final String description;
  private final Map<String, Benchmark> benchmarks = new LinkedHashMap<>();

  private Duration warmup = Duration.ofSeconds(1);
  private Duration measure = Duration.ofSeconds(1);
  private Duration starvationLimit = Duration.ofSeconds(10);
  private boolean printsAllocation;

  private PeerProgram(String description) {
    this.description = description;
  }

  /** A program without benchmarks yet; the description names the runtime and its version. */
  public static PeerProgram of(String description) {
    return new PeerProgram(description);
  }

  /** Adds a benchmark. */
  public PeerProgram add(String name, Benchmark benchmark) {
    benchmarks.put(name, benchmark);
    return this;
  }

  /**
   * Does what the command line asks for.
   *
   * @param args see the description of this class
   * @throws Exception what a benchmark throws
   */
  public void execute(String... args) throws Exception {
    List<String> names = new ArrayList<>();
    boolean serves = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--serve" -> serves = true;
        case "--alloc" -> printsAllocation = true;
        case "--warmup-ms" -> warmup = Duration.ofMillis(Long.parseLong(args[++i]));
        case "--measure-ms" -> measure = Duration.ofMillis(Long.parseLong(args[++i]));
        case "--starve-ms" -> starvationLimit = Duration.ofMillis(Long.parseLong(args[++i]));
        default -> names.add(args[i]);
      }
    }
    if (serves) {
      serve();
      return;
    }
    for (String name : names.isEmpty() ? benchmarks.keySet() : names) {
      run(name, warmup);
      print(name, run(name, measure));
    }
  }

  private void serve() throws Exception {
    System.out.println("READY " + description + ", JDK " + Runtime.version());
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.trim().split(" ");
      if (words.length != 2 || !(words[0].equals("warm") || words[0].equals("run"))) {
        throw new IllegalArgumentException(
            "not understood: '" + line + "': use 'warm <bench>' or 'run <bench>'");
      }
      print(words[1], run(words[1], words[0].equals("warm") ? warmup : measure));
    }
  }

  private String run(String name, Duration duration) throws Exception {
    Benchmark benchmark = benchmarks.get(name);
    if (benchmark == null) {
      return "unsupported";
    }
    Result result = benchmark.run(Meter.of(duration, starvationLimit));
    if (result instanceof Result.Starved starved) {
      return "starved " + starved.done() + " " + starved.of();
    }
    var measured = (Result.Measured) result;
    String value = String.format(Locale.ROOT, "%.2f", measured.value());
    return printsAllocation
        ? value + String.format(Locale.ROOT, " %.1f", measured.bytesPerUnit())
        : value;
  }

  private static void print(String name, String value) {
    System.out.println(name + " " + value);
  }
}
