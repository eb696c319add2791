package weft.memorymodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.future.AtomicWakerStress;
import weft.internal.scheduler.IdleSetStress;
import weft.internal.task.TaskStateStress;

/** Runs each stress in jcstress, which fails if a forbidden outcome was seen. */
class MemoryModelTest {
  /** Two processors; no splitting of compilations; one JVM for each configuration; short rounds. */
  private static final List<String> BRIEFLY =
      List.of("-c", "2", "-sc", "false", "-f", "1", "-fsm", "1", "-iters", "3", "-time", "150");

  private static final long LIMIT_MINUTES = 10;

  @TempDir private Path folder;

  @Test
  void pusherOrSleeperSeesTheOther() throws Exception {
    run(IdleSetStress.class);
  }

  @Test
  void pollAfterAWakeSeesWhatWasWrittenBefore() throws Exception {
    run(TaskStateStress.class);
  }

  @Test
  void waiterSeesTheConditionOrIsWoken() throws Exception {
    run(AtomicWakerStress.class);
  }

  private void run(Class<?> stress) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-t", stress.getName()));
    command.addAll(BRIEFLY);
    command.addAll(List.of("-r", folder.resolve("results").toString()));
    Path output = folder.resolve("output");
    Process child =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = child.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      assertThat(said.lines().filter(line -> line.contains("Observed forbidden state"))).isEmpty();
      assertThat(said).containsPattern("All remaining tests: \\d+ matching"); // it was run at all
      assertThat(child.exitValue()).as(said).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  /** This JVM's, whose folders may be relative to where it was started. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
