package weft.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.context.RuntimeServices;
import weft.internal.driver.AcceptRefusedException;
import weft.internal.driver.ListenerTransport;
import weft.internal.driver.StreamTransport;

/**
 * A listening socket that outlives the exhaustion of descriptors: it pauses, and leaves the
 * readiness as it is meanwhile, so that the driver drops the interest and nothing spins.
 */
final class Acceptor {
  private static final long FIRST_PAUSE_NANOS = 10_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final ListenerTransport transport;
  private final Timers timers;
  // Of the task that accepts.
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private Timers.@Nullable Timer pause;
  // Whom close() wakes while the pause lasts; at other times it is found by the readiness.
  private volatile @Nullable Waker pausing;

  private Acceptor(ListenerTransport transport, Timers timers) {
    this.transport = transport;
    this.timers = timers;
  }

  static Acceptor bind(RuntimeServices services, SocketAddress local, ListenOptions options)
      throws IOException {
    Timers timers = services.timers();
    if (timers == null) {
      throw new IllegalStateException("this runtime has no timers, which a listener needs");
    }
    ExhaustionLog.prepare();
    ListenerTransport transport = services.driver().network().openListener(local);
    try {
      options.socket().applyTo(transport);
      transport.bind(local, options.backlog());
      return new Acceptor(transport, timers);
    } catch (IOException e) {
      transport.close();
      throw Failures.named("bind to " + local, e);
    } catch (RuntimeException | Error e) {
      transport.close();
      throw e;
    }
  }

  <S> Poll<S> pollAccept(Context cx, Function<StreamTransport, S> wrap) throws IOException {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (pause != null && isPausing(cx, pause)) {
      cx.refund();
      return Poll.pending();
    }
    while (transport.acceptable().poll(cx)) {
      StreamTransport accepted;
      try {
        accepted = transport.accept();
      } catch (AcceptRefusedException e) {
        if (refused(cx, e)) {
          return Poll.pending(); // the unit is spent: failing is work, too
        }
        continue;
      }
      if (accepted != null) {
        recovered();
        return ready(accepted, wrap);
      }
      transport.acceptable().clear();
    }
    cx.refund();
    return Poll.pending();
  }

  private static <S> Poll<S> ready(StreamTransport accepted, Function<StreamTransport, S> wrap) {
    try {
      return Poll.ready(wrap.apply(accepted));
    } catch (Throwable noMemory) {
      accepted.close(); // nobody else knows of it
      throw noMemory;
    }
  }

  private boolean isPausing(Context cx, Timers.Timer timer) {
    Waker waker = cx.waker();
    pausing = waker;
    // Looks only after publishing the waker: whoever closes does it the other way round.
    if (transport.isOpen() && !timer.pollElapsed(waker)) {
      return true;
    }
    pausing = null;
    timer.cancel();
    pause = null;
    return false;
  }

  /** Begins a pause, and says whether it lasts. */
  private boolean refused(Context cx, AcceptRefusedException e) {
    if (pauseNanos == FIRST_PAUSE_NANOS) {
      ExhaustionLog.refused(transport, e);
    }
    Timers.Timer timer = timers.timer(timers.nanoTime() + pauseNanos);
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    pause = timer;
    return isPausing(cx, timer);
  }

  private void recovered() {
    if (pauseNanos != FIRST_PAUSE_NANOS) {
      pauseNanos = FIRST_PAUSE_NANOS;
      ExhaustionLog.recovered(transport);
    }
  }

  <S> Future<S> accept(Function<StreamTransport, S> wrap) {
    return SocketFuture.of("accept", transport.acceptable(), cx -> pollAccept(cx, wrap));
  }

  SocketAddress localAddress() throws IOException {
    SocketAddress address = transport.localAddress();
    if (address == null) {
      throw new ClosedChannelException();
    }
    return address;
  }

  boolean isOpen() {
    return transport.isOpen();
  }

  void close() {
    transport.close();
    Waker waker = pausing;
    if (waker != null) {
      waker.wake();
    }
  }

  @Override
  public String toString() {
    return transport.toString();
  }
}
