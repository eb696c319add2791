package weft.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Lets peer programs take turns and prints how the first compares with the others.
 *
 * <pre>
 * --peer NAME=FILE   a program: a file with its command, one word a line; the first is the subject
 * --bench NAME       a benchmark; all are run in the given order
 * --rounds N         how often each benchmark is run by each program, in turns (4)
 * --processes N      after how many rounds' worth of fresh programs to stop; each set of programs
 *                    runs N rounds (1)
 * --warmup-ms N      how long each program runs each benchmark first (1000)
 * --measure-ms N     how long a round's measurement is (1000)
 * --starve-ms N      after how long work that is not done counts as starved (10000)
 * --aim NAME=RATIO   a ratio that the subject wants to stay below; what misses it is listed
 * --quiet LOAD       a turn counts only if others used less than so many processors meanwhile...
 * --tries N          ...but of N turns that did not, the quietest counts (1)
 * --stacks DIR       where the stacks of a program that hangs are written (.)
 * </pre>
 *
 * <p>The programs stay alive between their turns, so that all are warm and each round sees all of
 * them within seconds: on small virtual machines the same work takes two to three times as long for
 * minutes at a time, which only a comparison within a round takes out.
 */
public final class Compare {

  private static final Duration SLACK = Duration.ofSeconds(60);

  private final Map<String, List<String>> commands = new LinkedHashMap<>();
  private final List<String> benches = new ArrayList<>();
  private final Map<String, Double> aims = new LinkedHashMap<>();
  private int rounds = 4;
  private int processes = 1;
  private Duration warmup = Duration.ofSeconds(1);
  private Duration measure = Duration.ofSeconds(1);
  private Duration starvationLimit = Duration.ofSeconds(10);
  private double quietLoad = Double.MAX_VALUE;
  private int tries = 1;
  private Path stacks = Path.of(".");

  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private final Ratios ratios = new Ratios();
  private final List<Double> loads = new ArrayList<>();
  private String subject = "";

  private Compare() {}

  /**
   * See the class.
   *
   * @param args the options
   * @throws Exception if a program cannot be started
   */
  public static void main(String[] args) throws Exception {
    var compare = new Compare();
    compare.parse(args);
    compare.run();
  }

  private void parse(String[] args) throws IOException {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " wants a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--peer" -> commands.put(name(value), Files.readAllLines(Path.of(rest(value))));
        case "--bench" -> benches.add(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--processes" -> processes = Integer.parseInt(value);
        case "--warmup-ms" -> warmup = Duration.ofMillis(Long.parseLong(value));
        case "--measure-ms" -> measure = Duration.ofMillis(Long.parseLong(value));
        case "--starve-ms" -> starvationLimit = Duration.ofMillis(Long.parseLong(value));
        case "--aim" -> aims.put(name(value), Double.parseDouble(rest(value)));
        case "--quiet" -> quietLoad = Double.parseDouble(value);
        case "--tries" -> tries = Integer.parseInt(value);
        case "--stacks" -> stacks = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option: " + args[i]);
      }
    }
    if (commands.isEmpty() || benches.isEmpty()) {
      throw new IllegalArgumentException("wants a --peer and a --bench at least");
    }
    subject = commands.keySet().iterator().next();
  }

  private static String name(String option) {
    return option.substring(0, option.indexOf('='));
  }

  private static String rest(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  private void run() throws Exception {
    Instant begin = Instant.now();
    System.out.println("# date: " + begin.truncatedTo(ChronoUnit.SECONDS));
    System.out.println("# machine: " + Machine.describe());
    for (int set = 0; set < processes; set++) {
      try {
        startAll();
        if (set == 0) {
          peers.values().forEach(p -> System.out.println("# " + p.name() + ": " + p.description()));
        }
        for (int i = 0; i < benches.size(); i++) {
          takeTurns("warm", i, i);
        }
        for (int round = 0; round < rounds; round++) {
          for (int i = 0; i < benches.size(); i++) {
            takeTurns("run", i, round + i);
          }
        }
      } finally {
        peers.values().forEach(Peer::close);
        peers.clear();
      }
    }
    report(Duration.between(begin, Instant.now()));
  }

  private void startAll() throws IOException, InterruptedException {
    for (String name : commands.keySet()) {
      start(name);
    }
  }

  private void start(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(commands.get(name));
    command.addAll(
        List.of(
            "--serve",
            "--warmup-ms",
            Long.toString(warmup.toMillis()),
            "--measure-ms",
            Long.toString(measure.toMillis()),
            "--starve-ms",
            Long.toString(starvationLimit.toMillis())));
    peers.put(name, Peer.start(name, command));
  }

  /**
   * What the peers measured in one turn, and the most that others used of the machine meanwhile.
   */
  private record Turn(Map<String, Double> values, double load) {}

  /** Each peer runs the benchmark once; who begins changes with {@code turn}. */
  private void takeTurns(String command, int bench, int turn) throws Exception {
    Turn best = takeTurn(command, benches.get(bench), turn);
    if (command.equals("run")) {
      for (int i = 1; i < tries && best.load > quietLoad; i++) {
        Turn next = takeTurn(command, benches.get(bench), turn);
        best = next.load < best.load ? next : best;
      }
      best.values.forEach((name, value) -> ratios.add(name, benches.get(bench), value));
      loads.add(best.load);
    }
  }

  private Turn takeTurn(String command, String bench, int turn) throws Exception {
    List<String> names = new ArrayList<>(commands.keySet());
    Map<String, Double> values = new LinkedHashMap<>();
    double worst = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get((i + turn) % names.size());
      if (!ratios.isWithoutValue(name, bench)) {
        List<Long> pids = peers.values().stream().map(Peer::pid).toList();
        ForeignLoad before = ForeignLoad.sample(pids);
        values.put(name, ask(name, command, bench));
        worst = Math.max(worst, ForeignLoad.sample(pids).since(before));
      }
    }
    return new Turn(values, worst);
  }

  private double ask(String name, String command, String bench) throws Exception {
    Peer peer = Objects.requireNonNull(peers.get(name));
    Duration limit = (command.equals("run") ? measure : warmup).plus(starvationLimit).plus(SLACK);
    String answer;
    try {
      answer = peer.ask(command, bench, limit);
    } catch (IOException e) {
      restart(peer, bench, e);
      return Double.NaN;
    }
    if (!Character.isDigit(answer.charAt(0))) {
      ratios.addWithoutValue(name, bench, explain(answer));
      return Double.NaN;
    }
    return Double.parseDouble(answer.split(" ")[0]);
  }

  private String explain(String answer) {
    String[] words = answer.split(" ");
    return words.length == 3
        ? String.format(
            Locale.ROOT,
            "%s %s of %s within %.1f s",
            words[0],
            words[1],
            words[2],
            starvationLimit.toMillis() / 1e3)
        : answer;
  }

  private void restart(Peer peer, String bench, IOException failure) throws Exception {
    Path file = stacks.resolve("hung-" + peer.name() + "-" + bench + ".txt");
    peer.dumpStacks(file);
    peer.kill();
    System.out.println("# " + bench + ": " + failure.getMessage() + "; stacks: " + file);
    ratios.addWithoutValue(peer.name(), bench, "failed");
    start(peer.name());
  }

  private void report(Duration took) {
    for (String bench : benches) {
      for (String peer : commands.keySet()) {
        String line = peer.equals(subject) ? "" : ratios.line(subject, peer, bench);
        if (!line.isEmpty()) {
          System.out.println(line);
        }
      }
    }
    for (Map.Entry<String, Double> aim : aims.entrySet()) {
      for (String bench : benches) {
        double ratio = ratios.ratio(subject, aim.getKey(), bench);
        if (ratio > aim.getValue()) {
          System.out.printf(
              Locale.ROOT,
              "# above the aim: %s %.2f of %s's time, wanted %.2f%n",
              bench,
              ratio,
              aim.getKey(),
              aim.getValue());
        }
      }
    }
    System.out.println(
        "# rounds: " + rounds * processes + " in " + processes + " set(s) of processes");
    System.out.println("# others on this machine used: " + ForeignLoad.summary(loads));
    System.out.println("# took: " + took.toSeconds() + " s");
  }
}
