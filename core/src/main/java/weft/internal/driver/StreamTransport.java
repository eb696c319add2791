package weft.internal.driver;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of bytes (TCP, or a Unix domain socket: its address decides). Made unconnected by
 * {@link Network#openStream}, or connected by {@link ListenerTransport#accept}.
 */
public interface StreamTransport extends Transport {

  /** Readiness to read; ready too at the end of the stream, after a failure and once closed. */
  Readiness readable();

  /** Readiness to write, and before that to finish connecting. */
  Readiness writable();

  /** Binds the local end before connecting. */
  void bind(SocketAddress local) throws IOException;

  /**
   * Begins to connect. Called once.
   *
   * @return true if the connection exists already; else {@link #writable()} tells when to ask
   *     {@link #finishConnect}
   * @throws IOException if the connection is refused at once
   */
  boolean beginConnect(SocketAddress remote) throws IOException;

  /**
   * Asks whether the connection exists.
   *
   * @return false if not yet
   * @throws IOException if it failed; only closing is left
   */
  boolean finishConnect() throws IOException;

  /**
   * Reads what is there.
   *
   * @return the count of bytes, 0 if there are none now or {@code dst} has no space, -1 at the end
   */
  int read(ByteBuffer dst) throws IOException;

  /**
   * Writes what is taken.
   *
   * @return the count of bytes, 0 if none is taken now
   */
  int write(ByteBuffer src) throws IOException;

  /**
   * Writes from several buffers in order, in one system call.
   *
   * @return the count of bytes, 0 if none is taken now
   */
  long write(ByteBuffer[] srcs, int offset, int length) throws IOException;

  /** Reads will find the end of the stream. Idempotent. */
  void shutdownInput() throws IOException;

  /** Ends the writing side: the peer finds the end after all that was written. Idempotent. */
  void shutdownOutput() throws IOException;

  /** The peer, or null before the connection exists. */
  @Nullable SocketAddress remoteAddress() throws IOException;
}
