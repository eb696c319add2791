package weft.samples.echo;

import static weft.async.Async.async;
import static weft.async.Async.await;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.LengthDelimitedCodec;
import weft.future.Future;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;

/**
 * {@link LengthDelimitedEcho} in straight-line style.
 *
 * <p><b>It teaches</b> who owns a buffer in such code: {@code next} gives a frame to the body, and
 * {@code send} takes it over at once, also if the send is then cancelled; so nothing between the
 * two may throw.
 *
 * <p><b>Run it</b> with {@code samples/run echo.LengthDelimitedEchoStraight 6143}, then {@code
 * printf '\0\5hello' | nc -q1 127.0.0.1 6143}.
 */
public final class LengthDelimitedEchoStraight {
  private LengthDelimitedEchoStraight() {}

  /** Serves on the port in the first argument, 6143 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6143;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("length-delimited echo ready on " + listener.localAddress());
      runtime.blockOn(serve(listener));
    }
  }

  static Future<Void> serve(TcpListener listener) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(echo(await(open.accept())));
          }
        });
  }

  private static Future<Void> echo(TcpStream socket) {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder()
            .lengthFieldLength(2)
            .maxFrameLength(LengthDelimitedEcho.MAX_FRAME_LENGTH)
            .build();
    Framed<ByteBuf, ByteBuf> connection = Framed.of(socket, codec);
    return async(
        connection,
        frames -> {
          try {
            ByteBuf frame = await(frames.next());
            while (frame != null) {
              await(frames.send(frame));
              frame = await(frames.next());
            }
          } catch (IOException tooLongOrLost) {
            // The connection is closed, that is all.
          }
        });
  }
}
