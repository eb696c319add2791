package weft.samples.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.codec.Encoder;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.FramedRead;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.streams.Batching;
import weft.streams.Stream;
import weft.streams.Streams;

/**
 * Sends server-sent events: one tick each second, to every client that asks by HTTP.
 *
 * <p><b>It teaches</b> streams over time: an interval, of which a slow client gets the latest tick
 * instead of a queue of old ones; a stream that is made of several lines for each event; and {@code
 * takeUntil}, by which the events end when the client leaves.
 *
 * <p><b>Run it</b> with {@code samples/run streams.Ticker 6147}, then {@code curl -N
 * http://127.0.0.1:6147/}.
 */
public final class Ticker {
  private static final Encoder<String> HTTP_LINES =
      (line, out) -> out.writeCharSequence(line + "\r\n", StandardCharsets.UTF_8);

  private Ticker() {}

  /** Serves on the port in the first argument, 6147 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6147;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("ticker ready on " + listener.localAddress());
      runtime.blockOn(serve(listener, Duration.ofSeconds(1)));
    }
  }

  /** Accepts for ever; every connection is a task of its own. */
  static Future<@Nullable Void> serve(TcpListener listener, Duration period) {
    return Streams.accepted(listener).forEach(socket -> Weft.spawn(tick(socket, period)));
  }

  /** One client: its request up to the empty line, then events until it leaves. */
  private static Future<@Nullable Void> tick(TcpStream socket, Duration period) {
    FramedHalves<String, String> lines = Framed.of(socket, new LinesCodec(), HTTP_LINES).split();
    return endOfHead(lines.reader())
        .then(
            done ->
                Streams.concat(head(), events(period))
                    .takeUntil(lines.reader().count()) // ready when the client has left
                    .forward(lines.writer()))
        .recoverWith(Ticker::ignoreLostConnections)
        .whenDone((done, failure) -> close(lines))
        .onCancel(() -> close(lines));
  }

  private static Future<Void> endOfHead(FramedRead<String> reader) {
    return reader
        .next()
        .then(line -> line == null || line.isEmpty() ? Futures.done() : endOfHead(reader));
  }

  private static Stream<String> head() {
    return Streams.of(
        "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store", "");
  }

  private static Stream<String> events(Duration period) {
    return Streams.interval(period)
        .via(Batching.<Long>latest())
        .concatMap(tick -> Streams.of("id: " + tick, "data: tick " + tick, ""));
  }

  private static void close(FramedHalves<String, String> lines) {
    lines.reader().close();
    lines.writer().close();
  }

  private static Future<@Nullable Void> ignoreLostConnections(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      return Futures.done();
    }
    throw failure;
  }
}
