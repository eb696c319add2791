package weft.samples.echo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.streams.Stream;

/**
 * Sends every line back.
 *
 * <p><b>It teaches</b> the shape of a server with combinators alone, on any JDK from 17 on: a
 * listener is a stream of connections, a connection framed by a codec is a stream and a sink of
 * lines, and {@code forward} joins the two. Backpressure comes with it: while the client does not
 * read, no further line is read from it.
 *
 * <p><b>Run it</b> with {@code samples/run echo.LineEcho 6142}, then {@code nc 127.0.0.1 6142}.
 */
public final class LineEcho {
  private LineEcho() {}

  /** Serves on the port in the first argument, 6142 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6142;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("line echo ready on " + listener.localAddress());
      runtime.blockOn(serve(listener));
    }
  }

  /** Accepts for ever; every connection is a task of its own. */
  static Future<@Nullable Void> serve(TcpListener listener) {
    Stream<TcpStream> connections = listener::pollAccept;
    return connections.forEach(socket -> Weft.spawn(echo(socket)));
  }

  /**
   * The life of one connection. However it ends (the client leaves, something fails, the runtime
   * cancels it, even before it was ever polled), both halves are closed, and with them the socket.
   */
  static Future<@Nullable Void> echo(TcpStream socket) {
    FramedHalves<String, String> lines = Framed.of(socket, new LinesCodec()).split();
    return lines
        .reader()
        .forward(lines.writer())
        .recoverWith(LineEcho::ignoreLostConnections)
        .whenDone((done, failure) -> close(lines))
        .onCancel(() -> close(lines));
  }

  private static void close(FramedHalves<String, String> lines) {
    lines.reader().close();
    lines.writer().close();
  }

  /** A line that is too long, or a client that has gone: the connection is closed, that is all. */
  private static Future<@Nullable Void> ignoreLostConnections(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      return Futures.done();
    }
    throw failure;
  }
}
