package weft.samples.redis;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that some tests need beside the JDK. */
public final class ExternalTool {
  private ExternalTool() {}

  /**
   * Where {@code program} is. Without it the test is skipped; but if the environment variable CI is
   * {@code true} it fails, so that nobody believes in tests that never ran.
   */
  public static String require(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseGet(() -> missing(program));
  }

  private static String missing(String program) {
    String reason = program + " is not on the PATH (Debian: apt-get install redis-server)";
    if ("true".equals(System.getenv("CI"))) {
      return Assertions.fail(reason);
    }
    return Assumptions.abort(reason);
  }
}
