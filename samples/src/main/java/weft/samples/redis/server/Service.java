package weft.samples.redis.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import weft.Weft;
import weft.future.Future;
import weft.net.TcpListener;
import weft.samples.redis.command.Engine;
import weft.samples.redis.command.Statistics;
import weft.sync.CancellationToken;
import weft.sync.Mpsc;
import weft.sync.Semaphore;
import weft.task.AbortHandle;
import weft.task.JoinHandle;
import weft.time.Time;

/** A running server: a task that accepts, one that expires keys, and one for each connection. */
public final class Service {
  private static final System.Logger LOG = System.getLogger("weft.samples.redis");

  private final InetSocketAddress address;
  private final ServerOptions options;
  private final Engine engine;
  private final CancellationToken stop = CancellationToken.create();

  /** A permit for each connection: all of them are back when the last one has ended. */
  private final Semaphore connections;

  private final JoinHandle<Void> accepting;
  private final AbortHandle expiring;

  private Service(TcpListener listener, ServerOptions options, Connections style)
      throws IOException {
    this.address = listener.localAddress();
    this.options = options;
    this.connections = Semaphore.withPermits(options.maxClients());
    Mpsc<Boolean> earlierDeadlines = Mpsc.bounded(1);
    this.engine =
        Engine.create(
            new Engine.Options(
                System::currentTimeMillis,
                new SplittableRandom(),
                options.settings(address.getPort()),
                // When there is no room, the task has been told already.
                () -> earlierDeadlines.sender().trySend(true).isSent()));
    this.expiring =
        Weft.spawn(
                "redis expiry",
                new ExpiryTask(engine.keyspace(), System::currentTimeMillis, earlierDeadlines))
            .abortHandle();
    this.accepting =
        Weft.spawn(
            "redis accept", new AcceptLoop(listener, style, connections, engine, options, stop));
  }

  /** Binds and starts; to be awaited on the runtime that is to serve. */
  public static Future<Service> start(ServerOptions options) {
    return start(options, Connections.configured());
  }

  /** As {@link #start(ServerOptions)}, with connections in the given style. */
  public static Future<Service> start(ServerOptions options, Connections style) {
    return TcpListener.bind(options.address())
        .map(listener -> new Service(listener, options, style));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** What it has done so far. */
  public Statistics statistics() {
    return engine.statistics();
  }

  /**
   * Tells it to stop: it accepts no more connections, and each connection ends once it has answered
   * what its client has sent. May be called from any thread, more than once.
   */
  public void stop() {
    stop.cancel();
  }

  /**
   * A future of the end: after {@link #stop()}, when the last connection has ended, or when the
   * time limit for that has passed. To be awaited once.
   */
  public Future<Void> ended() {
    return accepting
        .then(
            done ->
                Time.timeout(
                    options.shutdownLimit(), connections.acquireMany(options.maxClients())))
        .map(Service::nothing)
        .recover(
            failure -> {
              if (!(failure instanceof TimeoutException)) {
                throw failure;
              }
              LOG.log(
                  System.Logger.Level.WARNING,
                  "{0} connections were still busy after {1} and are cut off",
                  engine.statistics().connectedClients(),
                  options.shutdownLimit());
              return Service.nothing(failure);
            })
        .whenDone((done, failure) -> expiring.abort());
  }

  @SuppressWarnings("NullAway") // Void has no other value
  private static Void nothing(Object ignored) {
    return null;
  }
}
