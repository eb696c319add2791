package weft.samples;

import static weft.async.Async.async;
import static weft.async.Async.await;

import weft.Weft;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.net.TcpListener;
import weft.runtime.WeftRuntime;

/**
 * The first code in the README: sends every line back.
 *
 * <p><b>It teaches</b> what straight-line code looks like. {@code echo.LineEchoStraight} is the
 * same server as one would leave it running.
 *
 * <p><b>Run it</b> with {@code samples/run HelloEcho}, then {@code nc 127.0.0.1 6142}.
 */
public final class HelloEcho {
  private HelloEcho() {}

  // @start region="readme"
  public static void main(String[] args) throws Exception {
    try (var runtime = WeftRuntime.create()) {
      var listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 6142));
      runtime.blockOn(async(listener, HelloEcho::serve));
    }
  }

  static void serve(TcpListener listener) throws Exception {
    while (listener.isOpen()) {
      var connection = Framed.of(await(listener.accept()), new LinesCodec());
      Weft.spawn(async(connection, HelloEcho::echo)); // owns it: closed even if it never starts
    }
  }

  static void echo(Framed<String, String> lines) throws Exception {
    for (var line = await(lines.next()); line != null; line = await(lines.next())) {
      await(lines.send(line));
    }
  }
  // @end
}
