package weft.internal.driver;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket of datagrams. */
public interface DatagramTransport extends Transport {

  /** Readiness to receive. */
  Readiness readable();

  /** Readiness to send. */
  Readiness writable();

  /** Binds the socket. */
  void bind(SocketAddress local) throws IOException;

  /** Fixes the peer: other senders' datagrams are dropped from now on. Does not wait. */
  void connect(SocketAddress remote) throws IOException;

  /** Undoes {@link #connect}; no effect on a socket that has no peer. */
  void disconnect() throws IOException;

  /**
   * Sends what remains in {@code src} as one datagram, also if nothing remains; where that cannot
   * be done on a connected socket it fails.
   *
   * @param target where to; null stands for the connected peer
   * @return false if the datagram cannot be taken now; {@code src} is as before then
   */
  boolean send(ByteBuffer src, @Nullable SocketAddress target) throws IOException;

  /**
   * Receives one datagram. What does not fit into {@code dst} is lost: offer 64 KiB.
   *
   * @return the sender, or null if no datagram is there
   * @throws java.net.PortUnreachableException if the connected peer refused an earlier datagram;
   *     the socket stays usable
   */
  @Nullable SocketAddress receive(ByteBuffer dst) throws IOException;

  /** The connected peer, or null. */
  @Nullable SocketAddress remoteAddress() throws IOException;
}
