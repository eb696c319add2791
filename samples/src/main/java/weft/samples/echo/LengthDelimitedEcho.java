package weft.samples.echo;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LengthDelimitedCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.streams.Stream;

/**
 * Sends every frame back; a frame is two bytes of length, then so many bytes.
 *
 * <p><b>It teaches</b> how a binary protocol is described to {@link LengthDelimitedCodec}, and who
 * owns a buffer: a frame that is received is the receiver's to release, and one that is sent is
 * released by the sink. Here each frame goes from the one to the other, so nothing is copied out of
 * Netty's buffers and nothing is left to release.
 *
 * <p><b>Run it</b> with {@code samples/run echo.LengthDelimitedEcho 6143}, then {@code printf
 * '\0\5hello' | nc -q1 127.0.0.1 6143}.
 */
public final class LengthDelimitedEcho {
  /** Longer frames are refused before any memory is taken for them. */
  static final int MAX_FRAME_LENGTH = 16 * 1024;

  private LengthDelimitedEcho() {}

  /** Serves on the port in the first argument, 6143 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6143;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("length-delimited echo ready on " + listener.localAddress());
      runtime.blockOn(serve(listener));
    }
  }

  static Future<@Nullable Void> serve(TcpListener listener) {
    Stream<TcpStream> connections = listener::pollAccept;
    return connections.forEach(socket -> Weft.spawn(echo(socket)));
  }

  static Future<@Nullable Void> echo(TcpStream socket) {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder()
            .lengthFieldLength(2)
            .maxFrameLength(MAX_FRAME_LENGTH)
            .build();
    FramedHalves<ByteBuf, ByteBuf> frames = Framed.of(socket, codec).split();
    return frames
        .reader()
        .forward(frames.writer())
        .recoverWith(LengthDelimitedEcho::ignoreLostConnections)
        .whenDone((done, failure) -> close(frames))
        .onCancel(() -> close(frames));
  }

  private static void close(FramedHalves<ByteBuf, ByteBuf> frames) {
    frames.reader().close();
    frames.writer().close();
  }

  /** A frame that is too long, or a client that has gone: the connection is closed, that is all. */
  private static Future<@Nullable Void> ignoreLostConnections(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      return Futures.done();
    }
    throw failure;
  }
}
