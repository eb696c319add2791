package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis' own tools find nothing to complain about. */
@Timeout(180)
class RedisToolsTest {
  @TempDir private Path directory;

  private String run(RunningServer server, String tool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ExternalTool.require(tool));
    command.addAll(List.of("-h", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(server.address().getPort())));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, tool, ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(emptyFile()))
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private File emptyFile() throws IOException {
    return Files.createTempFile(directory, "empty", "").toFile();
  }

  @Test
  void redisCliTalksToIt() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      assertThat(run(server, "redis-cli", "ping")).isEqualTo("PONG\n");
      assertThat(run(server, "redis-cli", "set", "a", "some value")).isEqualTo("OK\n");
      assertThat(run(server, "redis-cli", "get", "a")).isEqualTo("some value\n");
      assertThat(run(server, "redis-cli", "-n", "3", "rpush", "l", "x", "y")).isEqualTo("2\n");
      assertThat(run(server, "redis-cli", "-n", "3", "lrange", "l", "0", "-1")).isEqualTo("x\ny\n");
      assertThat(run(server, "redis-cli", "--scan", "--pattern", "a*")).isEqualTo("a\n");
      assertThat(run(server, "redis-cli", "info", "server")).contains("redis_version:");
      assertThat(run(server, "redis-cli", "--bigkeys")).contains("Biggest string");
    }
  }

  @Test
  void theDefaultBenchmarkSuiteRunsThrough() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String output = run(server, "redis-benchmark", "-q", "-n", "2000");
      assertThat(output)
          .contains("PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP")
          .contains("RPOP", "SADD", "HSET", "SPOP", "ZADD", "ZPOPMIN", "LRANGE_600", "MSET")
          .doesNotContainIgnoringCase("error")
          .doesNotContain("WARNING");
    }
  }

  @Test
  void pipelinesOfTheBenchmarkRunThrough() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String output =
          run(server, "redis-benchmark", "-q", "-P", "16", "-n", "50000", "-t", "ping,set,get");
      assertThat(output)
          .contains("PING_INLINE", "PING_MBULK", "SET", "GET")
          .doesNotContainIgnoringCase("error")
          .doesNotContain("WARNING");
    }
  }
}
