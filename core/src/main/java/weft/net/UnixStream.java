package weft.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.internal.driver.StreamTransport;

/** A connection over a Unix domain socket. */
public final class UnixStream extends SocketStream {

  private UnixStream(StreamTransport transport) {
    super(transport);
  }

  static UnixStream over(StreamTransport transport) {
    return new UnixStream(transport);
  }

  /**
   * Connects to the socket at {@code path}.
   *
   * <p><b>Cancellation.</b> Gives the attempt up; nothing stays open.
   */
  @CheckReturnValue
  public static Future<UnixStream> connect(Path path) {
    return connect(UnixDomainSocketAddress.of(path), ConnectOptions.DEFAULT);
  }

  /** Connects to a socket, with options. */
  @CheckReturnValue
  public static Future<UnixStream> connect(UnixDomainSocketAddress remote, ConnectOptions options) {
    return ConnectFuture.to(List.of(remote), options, UnixStream::new);
  }

  /** Parts this connection in two, as {@link TcpStream#split} does. */
  public SplitStream<UnixStream> split() {
    return SplitStream.of(this);
  }

  /** The near end; without a path on the side that connected. */
  public SocketAddress localAddress() throws IOException {
    return localSocketAddress();
  }

  /** The far end; without a path on the side that accepted. */
  public SocketAddress remoteAddress() throws IOException {
    return remoteSocketAddress();
  }

  @Override
  public String toString() {
    return "UnixStream[" + transport + "]";
  }
}
