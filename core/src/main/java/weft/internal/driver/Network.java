package weft.internal.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Makes transports whose operations never wait: the JVM's selector in production, a simulated
 * network in tests. {@code weft.net} is written against this interface only.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. After {@link #shutdown} they throw
 * {@link RuntimeShutdownException}.
 */
public interface Network {

  /** An unconnected stream socket of the family of {@code remote}. */
  StreamTransport openStream(SocketAddress remote) throws IOException;

  /** An unbound listening socket of the family of {@code local}. */
  ListenerTransport openListener(SocketAddress local) throws IOException;

  /** An unbound datagram socket of the family of {@code local}. */
  DatagramTransport openDatagram(SocketAddress local) throws IOException;

  /**
   * The addresses of a host, in the order of preference. The only method that may wait: callers run
   * it on the blocking pool.
   *
   * @return at least one address
   * @throws java.net.UnknownHostException if there is none
   */
  List<InetAddress> resolve(String host) throws IOException;

  /** Counters since the network was made. */
  NetworkMetrics metrics();

  /**
   * Closes every transport and wakes whoever waits for one; their operations then throw {@link
   * RuntimeShutdownException}. Idempotent.
   */
  void shutdown();
}
