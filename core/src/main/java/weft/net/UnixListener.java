package weft.net;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/**
 * Waits for connections at a Unix domain socket. Closing leaves the file at its path, and binding
 * fails if there is one: delete it before.
 *
 * <p>Exhaustion and threads are as with {@link TcpListener}.
 */
public final class UnixListener implements AutoCloseable, Undelivered {
  private final Acceptor acceptor;

  private UnixListener(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Binds at {@code path} and listens, with a backlog of 1024. */
  @CheckReturnValue
  public static Future<UnixListener> bind(Path path) {
    return bind(
        UnixDomainSocketAddress.of(path), ListenOptions.DEFAULT.withSocket(SocketOptions.none()));
  }

  /** Binds and listens. Ready at its first poll. */
  @CheckReturnValue
  public static Future<UnixListener> bind(UnixDomainSocketAddress local, ListenOptions options) {
    return SocketFuture.making(
        "UnixListener.bind", services -> new UnixListener(Acceptor.bind(services, local, options)));
  }

  /** A future of the next connection; cancelling it loses none. */
  @CheckReturnValue
  public Future<UnixStream> accept() {
    return acceptor.accept(UnixStream::over);
  }

  /** Takes the next connection, as {@link #accept} does. */
  public Poll<UnixStream> pollAccept(Context cx) throws IOException {
    return acceptor.pollAccept(cx, UnixStream::over);
  }

  /** Where this listens. */
  public UnixDomainSocketAddress localAddress() throws IOException {
    return (UnixDomainSocketAddress) acceptor.localAddress();
  }

  /** Whether {@link #close} has not been called and the runtime lives. */
  public boolean isOpen() {
    return acceptor.isOpen();
  }

  /** Closes at once; a pending accept fails. Idempotent. */
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
    return "UnixListener[" + acceptor + "]";
  }
}
