package weft.samples.steps;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.net.TcpListener;
import weft.runtime.WeftRuntime;
import weft.sync.CancellationToken;
import weft.sync.Semaphore;

/**
 * Answers each line, and when it is told to stop, lets everybody finish.
 *
 * <p><b>It teaches</b> a graceful end: a token that says when to stop, a semaphore that bounds how
 * many are served and knows when all have left, and a limit for those who don't.
 *
 * <p><b>Run it</b> with {@code samples/run steps.GracefulServer 6148}, then {@code nc 127.0.0.1
 * 6148}; Ctrl-C stops it.
 */
public final class GracefulServer {
  private GracefulServer() {}

  // @start region="page"
  private static final int PLACES = 1000;

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6148;
    var stop = CancellationToken.create();
    var main = Thread.currentThread();
    var hook =
        new Thread(
            () -> {
              stop.cancel();
              try {
                main.join(); // the JVM goes on until the signal's hooks have ended
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try (var runtime = WeftRuntime.create()) { // closing it ends whoever is left
      var listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("ready on " + listener.localAddress());
      runtime.blockOn(serve(listener, stop, Duration.ofSeconds(10)));
    }
    System.out.println("stopped");
  }

  static Future<Void> serve(TcpListener listener, CancellationToken stop, Duration patience) {
    return async(
        () -> {
          var places = Semaphore.withPermits(PLACES);
          try (listener) {
            accept(listener, places, stop);
          } // nobody gets in any more
          try {
            await(Weft.timeout(patience, places.acquireMany(PLACES))).close(); // all have left
          } catch (TimeoutException e) {
            System.out.println("some have not left within " + patience);
          }
        });
  }

  private static void accept(TcpListener listener, Semaphore places, CancellationToken stop)
      throws Exception {
    while (true) {
      var place = await(stop.runUntilCancelled(places.acquire()));
      if (place.isEmpty()) {
        return;
      }
      var socket = await(stop.runUntilCancelled(listener.accept()));
      if (socket.isEmpty()) {
        place.get().close();
        return;
      }
      var guest = new Guest(Framed.of(socket.get(), new LinesCodec()), place.get());
      Weft.spawn(
          async(
              guest,
              g -> {
                answer(g.lines(), stop);
              }));
    }
  }

  private static void answer(Framed<String, String> lines, CancellationToken stop)
      throws Exception {
    try {
      var line = await(stop.runUntilCancelled(lines.next())); // empty at the end, too
      while (line.isPresent()) {
        await(lines.send(line.get().toUpperCase(Locale.ROOT)));
        line = await(stop.runUntilCancelled(lines.next()));
      }
      if (stop.isCancelled()) {
        await(lines.send("bye"));
      }
    } catch (IOException lost) {
      // a line that is too long, or a client that has gone: this connection ends, that is all
    }
  }

  /** What the task of a connection owns, closed together however the task ends. */
  private record Guest(Framed<String, String> lines, Semaphore.Permit place)
      implements AutoCloseable {
    @Override
    public void close() {
      lines.close();
      place.close();
    }
  }
  // @end
}
