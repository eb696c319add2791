package weft.samples.redis.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.samples.redis.command.Engine;
import weft.sync.CancellationToken;
import weft.sync.Semaphore;

/**
 * Accepts connections and gives each a task.
 *
 * <p>The permit is taken before the connection: at the limit, clients wait in the system's backlog,
 * where they cost us nothing. Ready when the server is told to stop; no connection is accepted
 * after that.
 */
final class AcceptLoop implements Future<Void> {
  private final TcpListener listener;
  private final Connections style;
  private final Semaphore connections;
  private final Engine engine;
  private final ServerOptions options;
  private final CancellationToken stop;
  private final Future<Void> stopping;

  private @Nullable Future<Semaphore.Permit> acquiring;
  private Semaphore.@Nullable Permit permit;

  /** Takes over {@code listener}. */
  AcceptLoop(
      TcpListener listener,
      Connections style,
      Semaphore connections,
      Engine engine,
      ServerOptions options,
      CancellationToken stop) {
    this.listener = listener;
    this.style = style;
    this.connections = connections;
    this.engine = engine;
    this.options = options;
    this.stop = stop;
    this.stopping = stop.cancelled();
  }

  @Override
  public Poll<Void> poll(Context cx) throws Exception {
    if (stopping.poll(cx).isReady()) {
      cancel();
      return Poll.done();
    }
    while (true) {
      Semaphore.Permit held = permit != null ? permit : pollPermit(cx);
      if (held == null) {
        return Poll.pending();
      }
      permit = held;
      Poll<TcpStream> accepted = listener.pollAccept(cx);
      if (accepted.isPending()) {
        return Poll.pending();
      }
      permit = null;
      serve(accepted.get(), held);
    }
  }

  private Semaphore.@Nullable Permit pollPermit(Context cx) throws Exception {
    if (acquiring == null) {
      acquiring = connections.acquire();
    }
    Poll<Semaphore.Permit> acquired = acquiring.poll(cx);
    if (acquired.isPending()) {
      return null;
    }
    acquiring = null;
    return acquired.get();
  }

  private void serve(TcpStream stream, Semaphore.Permit held) {
    try {
      stream.setNoDelay(true);
    } catch (IOException e) {
      // Reset before it was served.
      stream.close();
      held.close();
      return;
    }
    Weft.spawn("redis client", style.serve(stream, held, engine, options, stop));
  }

  @Override
  public void cancel() {
    listener.close();
    stopping.cancel();
    if (acquiring != null) {
      acquiring.cancel();
      acquiring = null;
    }
    if (permit != null) {
      permit.close();
      permit = null;
    }
  }
}
