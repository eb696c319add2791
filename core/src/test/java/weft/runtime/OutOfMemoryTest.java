package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs {@link OutOfMemory} and {@link FullHeap} in processes with a small heap. */
class OutOfMemoryTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  @Timeout(330)
  void tasksThatFillTheHeapFailAloneAndTheRuntimeGoesOn(Flavor flavor) throws Exception {
    runsWell(OutOfMemory.class, flavor);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(330)
  void workersGoOnWhileThereIsNoMemoryForAnything(Flavor flavor) throws Exception {
    runsWell(FullHeap.class, flavor);
  }

  private void runsWell(Class<?> program, Flavor flavor) throws Exception {
    Path home =
        Path.of(WeftRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String classes =
        home.resolveSibling("classes") + File.pathSeparator + home.resolveSibling("test-classes");
    Path output = directory.resolve("output");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    classes,
                    program.getName(),
                    flavor.name()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = child.waitFor(300, TimeUnit.SECONDS);
      assertThat(ended).as(Files.readString(output)).isTrue();
      assertThat(Files.readString(output)).contains("OK");
      assertThat(child.exitValue()).isZero();
    } finally {
      child.destroyForcibly();
    }
  }
}
