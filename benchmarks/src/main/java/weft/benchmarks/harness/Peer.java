package weft.benchmarks.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running peer program, started with {@code --serve}: is asked by lines and answers by lines. */
final class Peer implements Closeable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
  private final String description;

  private Peer(String name, Process process) throws IOException, InterruptedException {
    this.name = name;
    this.process = process;
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    var reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
    String greeting = "";
    while (!greeting.startsWith("READY")) {
      greeting = nextLine(START_LIMIT);
    }
    this.description = greeting.substring("READY".length()).trim();
  }

  static Peer start(String name, List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try {
      return new Peer(name, process);
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Sends a command and waits for its answer, {@code <bench> <value>}.
   *
   * @return the value
   * @throws IOException if the program ended or did not answer in time
   */
  String ask(String command, String bench, Duration limit)
      throws IOException, InterruptedException {
    input.write(command + " " + bench + "\n");
    input.flush();
    while (true) {
      String line = nextLine(limit);
      if (line.startsWith(bench + " ")) {
        return line.substring(bench.length() + 1);
      }
    }
  }

  /** Writes the stacks of a JVM's threads to a file. */
  void dumpStacks(Path file) throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process dump =
        new ProcessBuilder(jcmd, Long.toString(pid()), "Thread.print")
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    if (!dump.waitFor(10, TimeUnit.SECONDS)) {
      dump.destroyForcibly();
    }
  }

  /** Ends the program: the end of its input is its sign, a kill after five seconds its limit. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException gone) {
      // It ended by itself.
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  private String nextLine(Duration limit) throws IOException, InterruptedException {
    Optional<String> line = output.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new IOException(name + " did not answer within " + limit.toSeconds() + " s");
    }
    return line.orElseThrow(() -> new IOException(name + " ended; its error output says why"));
  }

  private void read() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(Optional.of(line));
      }
    } catch (IOException killed) {
      // As good as an end.
    }
    output.add(Optional.empty());
  }
}
