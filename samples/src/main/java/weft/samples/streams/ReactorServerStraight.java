package weft.samples.streams;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.FramedRead;
import weft.codec.FramedWrite;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.io.Duplex;
import weft.net.TcpListener;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.streams.Emission;
import weft.streams.Stream;
import weft.streams.Streams;

/**
 * {@link ReactorServer} in straight-line style: answers every line with what a Reactor pipeline
 * makes of it.
 *
 * <p><b>It teaches</b> a loop that emits into a stream ({@link Streams#generate}), and one that
 * takes from a stream, with somebody else's pipeline in between. Each waits where it stands: {@code
 * emit} until its item is wanted, {@code next} until there is one; so backpressure goes through
 * loops as it goes through operators.
 *
 * <p><b>Run it</b> with {@code samples/run streams.ReactorServerStraight 6146}, then {@code nc
 * 127.0.0.1 6146}.
 */
public final class ReactorServerStraight {
  /** Answers that may wait between the pipeline and the connection. */
  private static final int PREFETCH = 16;

  private ReactorServerStraight() {}

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
  static Future<Void> serve(TcpListener listener) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(
                answer(await(open.accept()), Handle.current(), ReactorServerStraight::pipeline));
          }
        });
  }

  private static Flux<String> pipeline(Flux<String> lines) {
    return lines.filter(line -> !line.isBlank()).map(line -> line.toUpperCase(Locale.ROOT));
  }

  /** The life of one connection; it is closed however that ends. */
  static Future<Void> answer(
      Duplex connection, Handle handle, UnaryOperator<Flux<String>> pipeline) {
    return async(
        connection,
        open -> {
          FramedHalves<String, String> lines = Framed.of(open, new LinesCodec()).split();
          Stream<String> read = Streams.generate(out -> emit(lines.reader(), out));
          Flux<String> answers = pipeline.apply(Flux.from(read.toPublisher(handle)));
          write(Streams.fromPublisher(answers, PREFETCH), lines.writer());
        });
  }

  /** Reads lines as the pipeline asks for them, in the publisher's own task. */
  private static void emit(FramedRead<String> lines, Emission<String> out) throws Exception {
    try (lines) {
      for (String line = await(lines.next()); line != null; line = await(lines.next())) {
        out.emit(line);
      }
    }
  }

  private static void write(Stream<String> answers, FramedWrite<String> lines) throws Exception {
    try (lines) {
      for (String answer = await(answers.next()); answer != null; answer = await(answers.next())) {
        await(lines.send(answer));
      }
    } catch (IOException lost) {
      // The connection is closed, that is all.
    } finally {
      answers.cancel();
    }
  }
}
