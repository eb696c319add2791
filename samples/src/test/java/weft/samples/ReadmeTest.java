package weft.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.samples.styles.ThreeStyles;

/** Code in the documentation is code that was compiled and has run. */
@Timeout(60)
class ReadmeTest {
  private static final Path SOURCES = Path.of("src/main/java/weft/samples");

  @Test
  void theFirstCodeOfTheReadmeIsHelloEcho() throws Exception {
    assertThat(javaBlocks(Path.of("../README.md")).get(0))
        .isEqualTo(region(SOURCES.resolve("HelloEcho.java"), "readme"));
  }

  @Test
  void helloEchoSendsLinesBack() throws Exception {
    try (RunningSample server = RunningSample.start(listener -> async(listener, HelloEcho::serve));
        Socket client = server.connect()) {
      client.getOutputStream().write("hello\nworld\n".getBytes(StandardCharsets.UTF_8));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes())
          .isEqualTo("hello\nworld\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void thePageOfThreeStylesShowsThreeStyles() throws Exception {
    Path file = SOURCES.resolve("styles").resolve("ThreeStyles.java");
    assertThat(javaBlocks(Path.of("../docs/three-styles.md")))
        .containsExactly(
            region(file, "combinators"), region(file, "straight"), region(file, "by-hand"));
    assertThat(ThreeStyles.class).isFinal();
  }

  @Test
  void thePageOfFirstStepsShowsItsPrograms() throws Exception {
    Path steps = SOURCES.resolve("steps");
    assertThat(javaBlocks(Path.of("../docs/first-steps.md")))
        .containsExactly(
            region(steps.resolve("Producers.java"), "page"),
            region(Path.of("src/test/java/weft/samples/steps/FirstStepsTest.java"), "page"),
            region(steps.resolve("RoundTrip.java"), "page"),
            region(steps.resolve("GracefulServer.java"), "page"));
  }

  private static List<String> javaBlocks(Path page) throws Exception {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(page)) {
      if (line.equals("```java")) {
        block = new StringBuilder();
      } else if (line.equals("```") && block != null) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  /** The lines between the markers of a region, less the two columns that all of them have. */
  private static String region(Path file, String name) throws Exception {
    StringBuilder region = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.contains("@start region=\"" + name + "\"")) {
        inside = true;
      } else if (inside && line.contains("@end")) {
        return region.toString();
      } else if (inside) {
        region.append(line.startsWith("  ") ? line.substring(2) : line).append('\n');
      }
    }
    throw new AssertionError("no region " + name + " in " + file);
  }
}
