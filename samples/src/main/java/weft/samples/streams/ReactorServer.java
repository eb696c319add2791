package weft.samples.streams;

import java.io.IOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Duplex;
import weft.net.TcpListener;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.streams.Streams;

/**
 * Answers every line with what a Reactor pipeline makes of it.
 *
 * <p><b>It teaches</b> the bridge in both directions: the lines of a connection become a publisher,
 * a {@link Flux} transforms them, and what comes out becomes a stream again that is forwarded to
 * the connection. Backpressure goes through all of it: while the client does not read its answers,
 * the connection takes no more of them, so that nothing is asked of the pipeline beyond {@link
 * #PREFETCH}, so that no line is read, so that the client cannot write any more.
 *
 * <p><b>Run it</b> with {@code samples/run streams.ReactorServer 6146}, then {@code nc 127.0.0.1
 * 6146}.
 */
public final class ReactorServer {
  /** Answers that may wait between the pipeline and the connection. */
  private static final int PREFETCH = 16;

  private ReactorServer() {}

  /** Serves on the port in the first argument, 6146 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6146;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("reactor server ready on " + listener.localAddress());
      runtime.blockOn(serve(listener));
    }
  }

  /** Accepts for ever; every connection is a task of its own. */
  static Future<@Nullable Void> serve(TcpListener listener) {
    return Streams.accepted(listener)
        .forEach(socket -> Weft.spawn(answer(socket, Handle.current(), ReactorServer::pipeline)));
  }

  private static Flux<String> pipeline(Flux<String> lines) {
    return lines.filter(line -> !line.isBlank()).map(line -> line.toUpperCase(Locale.ROOT));
  }

  /** The life of one connection; it is closed however that ends. */
  static Future<@Nullable Void> answer(
      Duplex connection, Handle handle, UnaryOperator<Flux<String>> pipeline) {
    FramedHalves<String, String> lines = Framed.of(connection, new LinesCodec()).split();
    // The publisher's task reads lines as the pipeline asks for them; this one writes the answers.
    Flux<String> answers = pipeline.apply(Flux.from(lines.reader().toPublisher(handle)));
    return Streams.<String>fromPublisher(answers, PREFETCH)
        .forward(lines.writer())
        .recoverWith(ReactorServer::ignoreLostConnections)
        .whenDone((done, failure) -> connection.close())
        .onCancel(connection::close);
  }

  private static Future<@Nullable Void> ignoreLostConnections(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      return Futures.done();
    }
    throw failure;
  }
}
