package weft.samples.redis.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import weft.samples.redis.command.Engine;
import weft.samples.redis.protocol.RequestLimits;

/**
 * How a server is to be.
 *
 * @param address where to listen; port 0 for any that is free
 * @param maxClients connections at a time; more wait until one ends
 * @param idleTimeout after which a connection that says nothing, or does not read its replies, is
 *     closed; zero for never. One that listens to channels may be silent
 * @param shutdownLimit how long a graceful shutdown waits for connections to finish
 * @param subscriberBytes bytes of messages that may wait for one connection before it is closed for
 *     being too slow
 * @param limits what a request may be at most
 */
public record ServerOptions(
    InetSocketAddress address,
    int maxClients,
    Duration idleTimeout,
    Duration shutdownLimit,
    long subscriberBytes,
    RequestLimits limits) {

  private static final int DEFAULT_PORT = 6379;
  private static final int MAX_PORT = 65_535;
  private static final int DEFAULT_MAX_CLIENTS = 10_000;
  private static final int DEFAULT_IDLE_SECONDS = 300;
  private static final Duration DEFAULT_SHUTDOWN_LIMIT = Duration.ofSeconds(5);

  /** As in Redis' own default for subscribers. */
  private static final long DEFAULT_SUBSCRIBER_BYTES = 32L << 20;

  /** Checks the numbers. */
  public ServerOptions {
    if (maxClients < 1) {
      throw new IllegalArgumentException("maxClients < 1: " + maxClients);
    }
    if (idleTimeout.isNegative() || shutdownLimit.isNegative()) {
      throw new IllegalArgumentException(
          "negative time: idleTimeout " + idleTimeout + ", shutdownLimit " + shutdownLimit);
    }
    if (subscriberBytes < 1) {
      throw new IllegalArgumentException("subscriberBytes < 1: " + subscriberBytes);
    }
  }

  /** The defaults, on a port of 127.0.0.1. */
  public static ServerOptions onPort(int port) {
    return new ServerOptions(
        new InetSocketAddress(loopback(), port),
        DEFAULT_MAX_CLIENTS,
        Duration.ofSeconds(DEFAULT_IDLE_SECONDS),
        DEFAULT_SHUTDOWN_LIMIT,
        DEFAULT_SUBSCRIBER_BYTES,
        RequestLimits.DEFAULT);
  }

  /**
   * The defaults, except for what the environment says: {@code PORT}, {@code MAX_CLIENTS}, {@code
   * IDLE_SECONDS} (0 for no limit), {@code MAX_BULK_LENGTH} in bytes.
   *
   * @throws IllegalArgumentException if a variable is not a number that makes sense
   */
  public static ServerOptions fromEnvironment(Map<String, String> environment) {
    int port = number(environment, "PORT", DEFAULT_PORT, 0, MAX_PORT);
    int maxClients =
        number(environment, "MAX_CLIENTS", DEFAULT_MAX_CLIENTS, 1, DEFAULT_MAX_CLIENTS * 100);
    int idleSeconds =
        number(environment, "IDLE_SECONDS", DEFAULT_IDLE_SECONDS, 0, Integer.MAX_VALUE);
    RequestLimits limits = RequestLimits.DEFAULT;
    int maxBulk =
        number(environment, "MAX_BULK_LENGTH", limits.maxBulkLength(), 1, Integer.MAX_VALUE - 64);
    return onPort(port)
        .withMaxClients(maxClients)
        .withIdleTimeout(Duration.ofSeconds(idleSeconds))
        .withLimits(
            new RequestLimits(
                limits.maxArguments(),
                maxBulk,
                limits.maxLineLength(),
                Math.max(limits.maxRequestLength(), 2L * maxBulk)));
  }

  private static int number(
      Map<String, String> environment, String name, int otherwise, int min, int max) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, like a number out of range
    }
    throw new IllegalArgumentException(
        name + " is not a number from " + min + " to " + max + ": " + text);
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** These options with another limit of connections. */
  public ServerOptions withMaxClients(int other) {
    return new ServerOptions(address, other, idleTimeout, shutdownLimit, subscriberBytes, limits);
  }

  /** These options with another idle time-out. */
  public ServerOptions withIdleTimeout(Duration other) {
    return new ServerOptions(address, maxClients, other, shutdownLimit, subscriberBytes, limits);
  }

  /** These options with another limit for a graceful shutdown. */
  public ServerOptions withShutdownLimit(Duration other) {
    return new ServerOptions(address, maxClients, idleTimeout, other, subscriberBytes, limits);
  }

  /** These options with another bound for what waits for a subscriber. */
  public ServerOptions withSubscriberBytes(long other) {
    return new ServerOptions(address, maxClients, idleTimeout, shutdownLimit, other, limits);
  }

  /** These options with other limits of requests. */
  public ServerOptions withLimits(RequestLimits other) {
    return new ServerOptions(
        address, maxClients, idleTimeout, shutdownLimit, subscriberBytes, other);
  }

  /** What CONFIG GET tells of a server that listens on {@code port}. */
  Map<String, String> settings(int port) {
    return Map.ofEntries(
        Map.entry("appendonly", "no"),
        Map.entry("bind", address.getAddress().getHostAddress()),
        Map.entry("databases", Integer.toString(Engine.DATABASES)),
        Map.entry("maxclients", Integer.toString(maxClients)),
        Map.entry("maxmemory", "0"),
        Map.entry("maxmemory-policy", "noeviction"),
        Map.entry("port", Integer.toString(port)),
        Map.entry("proto-max-bulk-len", Integer.toString(limits.maxBulkLength())),
        Map.entry("save", ""),
        Map.entry("timeout", Long.toString(idleTimeout.toSeconds())));
  }
}
