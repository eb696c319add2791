package weft.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/**
 * Waits for TCP connections.
 *
 * <p><b>Exhaustion.</b> When the process or the system has no descriptor left for a waiting
 * connection, {@link #accept} does not fail: it tries again after a pause that grows from 10 ms to
 * a second, and says so in the log of {@code weft.net} once per episode. Everything else goes on.
 *
 * <p><b>Threads.</b> Meant for one task that accepts; if several wait, all are woken, and each
 * connection goes to one of them. {@link #close} may be called from any thread.
 */
public final class TcpListener implements AutoCloseable, Undelivered {
  private final Acceptor acceptor;

  private TcpListener(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Binds and listens, with {@link ListenOptions#DEFAULT}. */
  @CheckReturnValue
  public static Future<TcpListener> bind(SocketAddress local) {
    return bind(local, ListenOptions.DEFAULT);
  }

  /**
   * Binds and listens. Ready at its first poll.
   *
   * @param local an address; port 0 for any that is free, see {@link #localAddress()}
   */
  @CheckReturnValue
  public static Future<TcpListener> bind(SocketAddress local, ListenOptions options) {
    if (!(local instanceof InetSocketAddress inet)) {
      throw new IllegalArgumentException("not an address of TCP: " + local);
    }
    if (inet.isUnresolved()) {
      throw new IllegalArgumentException(
          "the address is not resolved: " + local + ": use bind(host, port) or Lookup.host");
    }
    return SocketFuture.making(
        "TcpListener.bind", services -> new TcpListener(Acceptor.bind(services, local, options)));
  }

  /**
   * Binds and listens at a host by name, with {@link ListenOptions#DEFAULT}: a name is looked up on
   * the blocking pool, and its addresses are tried in order until one can be bound.
   *
   * <p><b>Cancellation.</b> Nothing stays open.
   *
   * <p><b>Errors.</b> {@link java.net.UnknownHostException}, or the failure of the last address
   * with those of the others suppressed.
   *
   * @param host a name or a literal address: "127.0.0.1" for this machine alone, "0.0.0.0" or "::"
   *     for everybody
   * @param port 0 for any that is free, see {@link #localAddress()}
   */
  @CheckReturnValue
  public static Future<TcpListener> bind(String host, int port) {
    return bind(host, port, ListenOptions.DEFAULT);
  }

  /** As {@link #bind(String, int)}, with options. */
  @CheckReturnValue
  public static Future<TcpListener> bind(String host, int port, ListenOptions options) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port is not from 0 to 65535: " + port);
    }
    return Lookup.host(host).then(addresses -> bindFirst(addresses, port, options));
  }

  /** Binds the first of some addresses that can be bound. Ready at its first poll. */
  static Future<TcpListener> bindFirst(
      List<InetAddress> addresses, int port, ListenOptions options) {
    return SocketFuture.making(
        "TcpListener.bind",
        services -> {
          IOException failure = null;
          for (InetAddress address : addresses) {
            SocketAddress local = new InetSocketAddress(address, port);
            try {
              return new TcpListener(Acceptor.bind(services, local, options));
            } catch (IOException e) {
              if (failure != null) {
                e.addSuppressed(failure);
              }
              failure = e;
            }
          }
          throw Objects.requireNonNull(failure, "a host without an address");
        });
  }

  /**
   * A future of the next connection.
   *
   * <p><b>Cancellation.</b> No connection is lost: it is taken from the system only by the poll
   * that hands it out.
   */
  @CheckReturnValue
  public Future<TcpStream> accept() {
    return acceptor.accept(TcpStream::over);
  }

  /**
   * Takes the next connection, as {@link #accept} does.
   *
   * @throws java.nio.channels.ClosedChannelException if the listener is closed
   */
  public Poll<TcpStream> pollAccept(Context cx) throws IOException {
    return acceptor.pollAccept(cx, TcpStream::over);
  }

  /** Where this listens. */
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) acceptor.localAddress();
  }

  /** Whether {@link #close} has not been called and the runtime lives. */
  public boolean isOpen() {
    return acceptor.isOpen();
  }

  /** Closes at once; connections that still wait are reset, a pending accept fails. Idempotent. */
  @Override
  public void close() {
    acceptor.close();
  }

  /** Closes: nobody will ever receive this listener. */
  @Override
  public void onUndelivered() {
    close();
  }

  @Override
  public String toString() {
    return "TcpListener[" + acceptor + "]";
  }
}
