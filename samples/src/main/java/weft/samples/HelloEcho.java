package weft.samples;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.net.InetSocketAddress;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.net.TcpListener;
import weft.runtime.WeftRuntime;

/**
 * The first code in the README: sends every line back.
 *
 * <p><b>It teaches</b> what straight-line code looks like. {@code echo.LineEchoStraight} is the same
 * server with what a real one needs.
 *
 * <p><b>Run it</b> with {@code samples/run HelloEcho}, then {@code nc 127.0.0.1 6142}.
 */
public final class HelloEcho {
  private HelloEcho() {}

  // @start region="readme"
  public static void main(String[] args) throws Exception {
    try (var runtime = WeftRuntime.create()) {
      runtime.blockOn(
          async(
              () -> {
                var listener = await(TcpListener.bind(new InetSocketAddress("127.0.0.1", 6142)));
                while (true) {
                  var socket = await(listener.accept());
                  var connection = Framed.of(socket, new LinesCodec());
                  // The body owns the connection: however it ends, also unstarted, that is closed.
                  Weft.spawn(
                      async(
                          connection,
                          lines -> {
                            for (var line = await(lines.next());
                                line != null;
                                line = await(lines.next())) {
                              await(lines.send(line));
                            }
                          }));
                }
              }));
    }
  }
  // @end
}
