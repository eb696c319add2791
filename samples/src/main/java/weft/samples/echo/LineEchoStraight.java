package weft.samples.echo;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;

/**
 * {@link LineEcho} in straight-line style: sends every line back.
 *
 * <p><b>It teaches</b> that a body reads like blocking code and is a future all the same: spawned,
 * cancelled, and the owner of what it is given. Beside {@link LineEcho} it shows what each style is
 * good at: there {@code forward} says it all, here a loop leaves room for whatever a line may need.
 *
 * <p><b>Run it</b> with {@code samples/run echo.LineEchoStraight 6142}, then {@code nc 127.0.0.1
 * 6142}.
 */
public final class LineEchoStraight {
  private LineEchoStraight() {}

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
  static Future<Void> serve(TcpListener listener) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(echo(await(open.accept())));
          }
        });
  }

  /** The life of one connection, which the body closes however it ends. */
  static Future<Void> echo(TcpStream socket) {
    return async(
        Framed.of(socket, new LinesCodec()),
        lines -> {
          try {
            String line = await(lines.next());
            while (line != null) {
              await(lines.send(line));
              line = await(lines.next());
            }
          } catch (IOException tooLongOrLost) {
            // The connection is closed, that is all.
          }
        });
  }
}
