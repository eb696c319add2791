package weft.samples.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import weft.Weft;
import weft.future.Future;
import weft.io.CopiedBytes;
import weft.io.Io;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.streams.Stream;
import weft.time.Time;

/**
 * Passes each connection on to another server, byte for byte in both directions.
 *
 * <p><b>It teaches</b> {@code copyBidirectional}, which passes a half-close on (so a client that
 * says "that was all" still gets its answer), a time limit around a future that knows nothing of
 * time, and where a socket is closed that several futures in a row make use of.
 *
 * <p><b>Run it</b> with {@code samples/run proxy.TcpProxy 6145 127.0.0.1 6379} beside {@code
 * samples/run redis}, then {@code redis-cli -p 6145}.
 */
public final class TcpProxy {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final String host;
  private final int port;

  /** A proxy for one server. */
  TcpProxy(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Arguments: the port to listen on, then the host and the port to connect to. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: TcpProxy <port> <target host> <target port>");
      System.exit(2);
    }
    int port = Integer.parseInt(arguments[0]);
    TcpProxy proxy = new TcpProxy(arguments[1], Integer.parseInt(arguments[2]));
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("proxy ready on " + listener.localAddress());
      runtime.blockOn(proxy.serve(listener));
    }
  }

  Future<Void> serve(TcpListener listener) {
    Stream<TcpStream> connections = listener::pollAccept;
    return connections.forEach(client -> Weft.spawn(pass(client)));
  }

  /** However it ends (done, failed, cancelled while it connects or copies), all is closed. */
  private Future<CopiedBytes> pass(TcpStream client) {
    return Time.timeout(CONNECT_LIMIT, TcpStream.connect(host, port))
        .then(
            server ->
                Io.copyBidirectional(client, server)
                    .whenDone((copied, failure) -> server.close())
                    .onCancel(server::close))
        .recover(TcpProxy::nothingCopied)
        .whenDone((copied, failure) -> client.close())
        .onCancel(client::close);
  }

  /** One side has gone, or the target was never there: the client sees its connection closed. */
  private static CopiedBytes nothingCopied(Exception failure) throws Exception {
    if (failure instanceof IOException || failure instanceof TimeoutException) {
      return new CopiedBytes(0, 0);
    }
    throw failure;
  }
}
