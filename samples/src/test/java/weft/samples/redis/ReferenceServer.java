package weft.samples.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real redis-server on a port of its own, without persistence, for as long as a test class. */
public final class ReferenceServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final InetSocketAddress address;

  private ReferenceServer(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it with {@code directory} as its working directory; skips the test if it is missing. */
  public static ReferenceServer start(Path directory) throws IOException {
    String program = ExternalTool.require("redis-server");
    InetSocketAddress address = freeAddress();
    Process process =
        new ProcessBuilder(
                program,
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(address.getPort()),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
    ReferenceServer server = new ReferenceServer(process, address);
    server.awaitReady();
    return server;
  }

  private static InetSocketAddress freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, probe.getLocalPort());
    }
  }

  private void awaitReady() throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < START_LIMIT.toNanos()) {
      if (!process.isAlive()) {
        throw new IOException("redis-server ended with " + process.exitValue());
      }
      try (Socket probe = new Socket()) {
        probe.connect(address, 1000);
        return;
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
    close();
    throw new IOException("redis-server did not listen within " + START_LIMIT);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
