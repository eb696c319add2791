package weft.samples.proxy;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import weft.Weft;
import weft.future.Future;
import weft.io.Io;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.time.Time;

/**
 * {@link TcpProxy} in straight-line style.
 *
 * <p><b>It teaches</b> try-with-resources over awaits: both sockets are closed when the copying has
 * ended, failed or been cancelled, and no line says so but the {@code try}.
 *
 * <p><b>Run it</b> with {@code samples/run proxy.TcpProxyStraight 6145 127.0.0.1 6379} beside
 * {@code samples/run redis}, then {@code redis-cli -p 6145}.
 */
public final class TcpProxyStraight {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final String host;
  private final int port;

  /** A proxy for one server. */
  TcpProxyStraight(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Arguments: the port to listen on, then the host and the port to connect to. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: TcpProxyStraight <port> <target host> <target port>");
      System.exit(2);
    }
    int port = Integer.parseInt(arguments[0]);
    TcpProxyStraight proxy = new TcpProxyStraight(arguments[1], Integer.parseInt(arguments[2]));
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("proxy ready on " + listener.localAddress());
      runtime.blockOn(proxy.serve(listener));
    }
  }

  Future<Void> serve(TcpListener listener) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(pass(await(open.accept())));
          }
        });
  }

  private Future<Void> pass(TcpStream connection) {
    return async(
        connection,
        client -> {
          Future<TcpStream> connecting = Time.timeout(CONNECT_LIMIT, TcpStream.connect(host, port));
          try (TcpStream server = await(connecting)) {
            await(Io.copyBidirectional(client, server));
          } catch (IOException | TimeoutException lost) {
            // One side has gone, or the target was never there: the client sees the end.
          }
        });
  }
}
