package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.samples.redis.server.ServerOptions;

/** The server as a process: what it prints, and how signals end it. */
@Timeout(120)
class RedisServerTest {
  private static final Pattern READY = Pattern.compile(".*ready.*127\\.0\\.0\\.1:([0-9]+).*");
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  /** A JVM of its own that runs the server. */
  private static final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    ServerProcess(Map<String, String> environment) throws Exception {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-Dweft.redis.style=" + System.getProperty("weft.redis.style", "by-hand"),
              "-Dweft.async.engine=" + System.getProperty("weft.async.engine", ""),
              RedisServer.class.getName());
      builder.environment().putAll(environment);
      process = builder.redirectErrorStream(true).start();
      output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    InetSocketAddress awaitReady() throws Exception {
      String line = output.readLine();
      while (line != null) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.group(1)));
        }
        line = output.readLine();
      }
      throw new AssertionError("ended without a line that says ready");
    }

    void signal(int number) throws Exception {
      Process kill = new ProcessBuilder("kill", "-" + number, Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
    }

    int awaitExit() throws Exception {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void aSignalEndsItAfterTheCommandsInFlight() throws Exception {
    for (int signal : isIgnored(SIGINT) ? new int[] {SIGTERM} : new int[] {SIGTERM, SIGINT}) {
      try (ServerProcess server = new ServerProcess(Map.of("PORT", "0"));
          RedisPeer client = RedisPeer.connect(server.awaitReady())) {
        client.call("SET", "big", "v".repeat(4_000_000));
        client.send("GET big\r\nPING\r\n");
        assertThat(client.socket().getInputStream().read()).isEqualTo('$');
        server.signal(signal);
        assertThat(client.readToEnd()).hasSize(7 + 2 + 4_000_000 + 2 + 7).endsWith("+PONG\r\n");
        assertThat(server.awaitExit()).isEqualTo(128 + signal);
      }
    }
  }

  /** A shell ignores interrupts on behalf of what it runs in the background, children included. */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) != 0;
  }

  @Test
  void aPortInUseIsToldAndEndsIt() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(0, 1, ServerOptions.onPort(0).address().getAddress());
        ServerProcess server =
            new ServerProcess(Map.of("PORT", Integer.toString(taken.getLocalPort())))) {
      assertThat(server.output.readLine())
          .contains("cannot listen on", Integer.toString(taken.getLocalPort()));
      assertThat(server.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  void nonsenseInTheEnvironmentIsToldAndEndsIt() throws Exception {
    try (ServerProcess server = new ServerProcess(Map.of("PORT", "http"))) {
      assertThat(server.output.readLine()).contains("PORT is not a number from 0 to 65535: http");
      assertThat(server.awaitExit()).isEqualTo(2);
    }
  }
}
