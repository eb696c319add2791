package weft.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.internal.driver.StreamTransport;

/**
 * A TCP connection.
 *
 * <pre>{@code
 * TcpStream.connect("example.org", 80)
 * }</pre>
 *
 * is a future of one; {@link TcpListener#accept} of the other end.
 */
public final class TcpStream extends SocketStream {

  private TcpStream(StreamTransport transport) {
    super(transport);
  }

  static TcpStream over(StreamTransport transport) {
    return new TcpStream(transport);
  }

  /**
   * Connects to an address. A name that is not resolved yet is looked up on the blocking pool, and
   * its addresses are tried in order.
   *
   * <p><b>Cancellation.</b> Gives the attempt up; nothing stays open.
   */
  @CheckReturnValue
  public static Future<TcpStream> connect(SocketAddress remote) {
    return connect(remote, ConnectOptions.DEFAULT);
  }

  /** As {@link #connect(SocketAddress)}, with options. */
  @CheckReturnValue
  public static Future<TcpStream> connect(SocketAddress remote, ConnectOptions options) {
    if (!(remote instanceof InetSocketAddress inet)) {
      throw new IllegalArgumentException("not an address of TCP: " + remote);
    }
    if (inet.isUnresolved()) {
      return connect(inet.getHostString(), inet.getPort(), options);
    }
    return ConnectFuture.to(List.of(remote), options, TcpStream::new);
  }

  /**
   * Connects to a host by name: looks it up on the blocking pool, then tries its addresses in order
   * until one accepts.
   *
   * <p><b>Cancellation.</b> Gives the attempt up; nothing stays open.
   *
   * <p><b>Errors.</b> {@link java.net.UnknownHostException}, or the failure of the last address
   * with those of the others suppressed.
   */
  @CheckReturnValue
  public static Future<TcpStream> connect(String host, int port) {
    return connect(host, port, ConnectOptions.DEFAULT);
  }

  /** As {@link #connect(String, int)}, with options. */
  @CheckReturnValue
  public static Future<TcpStream> connect(String host, int port, ConnectOptions options) {
    return ConnectFuture.toHost(host, port, options, TcpStream::new);
  }

  /**
   * Parts this connection into a half that reads and one that writes, for two tasks. The stream
   * itself must not be used until {@link ReadHalf#reunite} gives it back.
   */
  public SplitStream<TcpStream> split() {
    return SplitStream.of(this);
  }

  /** The near end. */
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) localSocketAddress();
  }

  /** The far end. */
  public InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) remoteSocketAddress();
  }

  /** Sends small segments at once instead of collecting them. */
  public void setNoDelay(boolean on) throws IOException {
    setOption(StandardSocketOptions.TCP_NODELAY, on);
  }

  /** Whether small segments are sent at once. */
  public boolean isNoDelay() throws IOException {
    return option(StandardSocketOptions.TCP_NODELAY);
  }

  /** Probes an idle connection now and then. */
  public void setKeepAlive(boolean on) throws IOException {
    setOption(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /** Whether an idle connection is probed. */
  public boolean isKeepAlive() throws IOException {
    return option(StandardSocketOptions.SO_KEEPALIVE);
  }

  /**
   * Sets what closing does with bytes that are not sent yet.
   *
   * @param seconds 0 drops them and resets the connection, a negative value is the default
   */
  public void setLinger(int seconds) throws IOException {
    setOption(StandardSocketOptions.SO_LINGER, seconds);
  }

  /** What {@link #setLinger} set; negative by default. */
  public int linger() throws IOException {
    return option(StandardSocketOptions.SO_LINGER);
  }

  @Override
  public String toString() {
    return "TcpStream[" + transport + "]";
  }
}
