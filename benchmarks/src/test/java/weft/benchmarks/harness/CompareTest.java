package weft.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The driver with programs of its own making. */
@ResourceLock(Resources.SYSTEM_OUT)
class CompareTest {

  @TempDir Path folder;

  @Test
  void programsTakeTurnsAndAreCompared() throws Exception {
    String output = compare("--bench", "work", "--rounds", "3");

    assertThat(output)
        .contains("# slow: a program for tests")
        .containsPattern("RATIO work quick \\d+\\.\\d{3} \\d+\\.\\d \\d+\\.\\d \\[.+\\.\\..+]")
        .contains("# above the aim: work")
        .contains("# rounds: 3 in 1 set(s) of processes");
  }

  @Test
  void aProgramThatEndsIsReportedAndStartedAgainForTheOtherBenchmarks() throws Exception {
    String output = compare("--bench", "dies", "--bench", "work", "--rounds", "1");

    assertThat(output)
        .contains("# dies: slow ended")
        .contains("RATIO dies quick failed failed failed")
        .containsPattern("RATIO work quick \\d");
  }

  private String compare(String... options) throws Exception {
    var arguments =
        new ArrayList<>(List.of("--peer", "slow=" + program(5), "--peer", "quick=" + program(1)));
    arguments.addAll(List.of("--warmup-ms", "1", "--measure-ms", "20", "--aim", "quick=0.0"));
    arguments.addAll(List.of("--stacks", folder.toString()));
    arguments.addAll(List.of(options));
    PrintStream before = System.out;
    var captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      Compare.main(arguments.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private Path program(int millis) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String path = codeOf(CompareTest.class) + File.pathSeparator + codeOf(Compare.class);
    return Files.write(
        folder.resolve("program-" + millis),
        List.of(java.toString(), "-cp", path, Program.class.getName(), "--work-ms", "" + millis));
  }

  private static Path codeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Spins, or ends when asked to. */
  static final class Program {
    public static void main(String[] args) throws Exception {
      long millis = Long.parseLong(args[1]);
      PeerProgram.of("a program for tests")
          .add("work", meter -> meter.median(1, () -> spin(millis)))
          .add(
              "dies",
              meter -> {
                System.exit(3);
                return new Result.Starved(0, 1);
              })
          .execute(Arrays.copyOfRange(args, 2, args.length));
    }

    private static void spin(long millis) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < millis * 1_000_000) {
        Thread.onSpinWait();
      }
    }
  }
}
