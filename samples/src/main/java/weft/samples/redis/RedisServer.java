package weft.samples.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import weft.runtime.WeftRuntime;
import weft.samples.redis.server.ServerOptions;
import weft.samples.redis.server.Service;

/**
 * A server that speaks Redis' protocol, version 2, on Weft's multi-thread runtime.
 *
 * <p>It teaches how the parts of a real server fit together. Read it in this order:
 *
 * <ul>
 *   <li>{@code server}: {@code AcceptLoop} and {@code Connection} are futures written by hand: a
 *       connection limit, pipelines that are answered together, replies that are streamed, idle
 *       time-outs, a graceful end;
 *   <li>{@code protocol}: a codec that takes bytes as they come, within limits;
 *   <li>{@code command}, {@code store}, {@code pubsub}: what any such server has, whatever the
 *       runtime.
 * </ul>
 *
 * <p>Run it with {@code samples/run redis} and talk to it with {@code redis-cli}. It listens on
 * 127.0.0.1, on the port in the environment variable {@code PORT} (6379 by default); {@link
 * ServerOptions#fromEnvironment} names the others. SIGINT and SIGTERM end it in an orderly way.
 */
public final class RedisServer {
  /** What the runtime may need to close, beyond the time that connections have. */
  private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

  private RedisServer() {}

  /** Starts the server and serves until the process is told to stop. */
  public static void main(String[] arguments) throws Exception {
    ServerOptions options;
    try {
      options = ServerOptions.fromEnvironment(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("weft-redis: " + e.getMessage());
      System.exit(2);
      return;
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (WeftRuntime runtime = WeftRuntime.create()) {
      Service service;
      try {
        service = runtime.blockOn(Service.start(options));
      } catch (IOException e) {
        System.err.println("weft-redis: cannot listen on " + options.address() + ": " + e);
        System.exit(1);
        return;
      }
      // The JVM halts when its hooks have returned, so this one waits for the orderly end.
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> stopAndWait(service, options, ended), "weft-redis-stop"));
      InetSocketAddress address = service.address();
      System.out.println(
          "weft-redis ready on " + address.getAddress().getHostAddress() + ":" + address.getPort());
      runtime.blockOn(service.ended());
    } finally {
      ended.countDown();
    }
  }

  private static void stopAndWait(Service service, ServerOptions options, CountDownLatch ended) {
    service.stop();
    try {
      ended.await(options.shutdownLimit().plus(CLOSING_TIME).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
