package weft.samples.streams;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import weft.Weft;
import weft.codec.Encoder;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.FramedRead;
import weft.codec.FramedWrite;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Select;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.time.Interval;
import weft.time.MissedTickBehavior;
import weft.time.MonotonicInstant;
import weft.time.Time;

/**
 * {@link Ticker} in straight-line style: server-sent events, one tick each second.
 *
 * <p><b>It teaches</b> a loop that waits for the first of two things, the next tick or the client's
 * leaving, and an interval that skips the ticks for which a slow client was not ready. Beside
 * {@link Ticker}: there a pipeline says what happens, here a loop says when.
 *
 * <p><b>Run it</b> with {@code samples/run streams.TickerStraight 6147}, then {@code curl -N
 * http://127.0.0.1:6147/}.
 */
public final class TickerStraight {
  private static final Encoder<String> HTTP_LINES =
      (line, out) -> out.writeCharSequence(line + "\r\n", StandardCharsets.UTF_8);
  private static final List<String> HEAD =
      List.of("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store", "");

  private TickerStraight() {}

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
  static Future<Void> serve(TcpListener listener, Duration period) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(
                async(
                    await(open.accept()),
                    socket -> {
                      serve(socket, period);
                    }));
          }
        });
  }

  /** One client: its request up to the empty line, then events until it leaves. */
  private static void serve(TcpStream socket, Duration period) throws Exception {
    FramedHalves<String, String> lines = Framed.of(socket, new LinesCodec(), HTTP_LINES).split();
    try (FramedRead<String> requests = lines.reader();
        FramedWrite<String> events = lines.writer()) {
      String line = await(requests.next());
      while (line != null && !line.isEmpty()) {
        line = await(requests.next());
      }
      for (String headLine : HEAD) {
        await(events.feed(headLine));
      }
      sendEvents(events, requests.count(), period);
    } catch (IOException lost) {
      // The connection is closed, that is all.
    }
  }

  /** Sends until {@code left} is ready. */
  private static void sendEvents(FramedWrite<String> events, Future<Long> left, Duration period)
      throws Exception {
    MonotonicInstant start = MonotonicInstant.now();
    Interval ticks = Time.intervalAt(start, period).missedTickBehavior(MissedTickBehavior.SKIP);
    try {
      while (true) {
        Optional<MonotonicInstant> due =
            await(
                Futures.selectBiased( // each round asks for both; only the tick is used up by it
                    Select.<Long, Optional<MonotonicInstant>>on(
                        Futures.borrowed(left), count -> Optional.empty()),
                    Select.<MonotonicInstant, Optional<MonotonicInstant>>on(
                        ticks.tick(), Optional::of)));
        if (due.isEmpty()) {
          return;
        }
        long tick = start.until(due.get()).dividedBy(period);
        await(events.feed("id: " + tick));
        await(events.feed("data: tick " + tick));
        await(events.send(""));
      }
    } finally {
      left.cancel();
    }
  }
}
