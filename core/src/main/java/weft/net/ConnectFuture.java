package weft.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.internal.context.RuntimeServices;
import weft.internal.driver.StreamTransport;

/**
 * Connects: looks a name up if there is one, then tries the addresses in order, all under one
 * deadline.
 *
 * @param <S> the kind of socket
 */
final class ConnectFuture<S> implements Future<S> {
  private enum State {
    NEW,
    LOOKING_UP,
    NEXT_ADDRESS,
    CONNECTING,
    FINISHED
  }

  private final String target;
  private final ConnectOptions options;
  private final Function<StreamTransport, S> wrap;
  private final @Nullable Future<List<InetAddress>> lookup;
  private final int port;
  private List<? extends SocketAddress> addresses;
  private int next;
  private State state = State.NEW;
  private Timers.@Nullable Timer deadline;
  private @Nullable StreamTransport transport;
  private @Nullable IOException failure;

  private ConnectFuture(
      String target,
      ConnectOptions options,
      Function<StreamTransport, S> wrap,
      @Nullable Future<List<InetAddress>> lookup,
      int port,
      List<? extends SocketAddress> addresses) {
    this.target = target;
    this.options = options;
    this.wrap = wrap;
    this.lookup = lookup;
    this.port = port;
    this.addresses = addresses;
  }

  static <S> Future<S> to(
      List<? extends SocketAddress> addresses,
      ConnectOptions options,
      Function<StreamTransport, S> wrap) {
    String target = addresses.size() == 1 ? addresses.get(0).toString() : addresses.toString();
    return new ConnectFuture<>(target, options, wrap, null, 0, List.copyOf(addresses));
  }

  static <S> Future<S> toHost(
      String host, int port, ConnectOptions options, Function<StreamTransport, S> wrap) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port is not from 0 to 65535: " + port);
    }
    return new ConnectFuture<>(
        host + ":" + port, options, wrap, Lookup.host(host), port, List.of());
  }

  @Override
  public Poll<S> poll(Context cx) throws Exception {
    if (state == State.FINISHED) {
      throw new IllegalStateException("connect was polled after it had finished");
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    try {
      S connected = advance(cx);
      if (connected != null) {
        finish();
        return Poll.ready(connected);
      }
    } catch (Throwable e) {
      cancel();
      throw e;
    }
    cx.refund();
    return Poll.pending();
  }

  private @Nullable S advance(Context cx) throws Exception {
    RuntimeServices services = RuntimeServices.of(cx, "connect");
    if (state == State.NEW) {
      start(services);
    }
    if (state == State.LOOKING_UP && lookup != null) {
      if (!(lookup.poll(cx) instanceof Poll.Ready<List<InetAddress>> found)) {
        checkDeadline(cx);
        return null;
      }
      addresses = withPort(found.value());
      state = State.NEXT_ADDRESS;
    }
    while (true) {
      if (state == State.NEXT_ADDRESS) {
        begin(services);
      }
      StreamTransport current = transport;
      if (current == null) {
        continue; // that address failed at once
      }
      if (isConnected(cx, current)) {
        S stream = wrap.apply(current); // if there is no memory for it, cancel closes the transport
        transport = null; // the stream owns it from here
        return stream;
      }
      if (transport != null) {
        checkDeadline(cx);
        return null;
      }
    }
  }

  private void start(RuntimeServices services) {
    if (options.timeout() != null) {
      Timers timers = services.timers();
      if (timers == null) {
        throw new IllegalStateException("this runtime has no timers for a connect time-out");
      }
      deadline = timers.timer(timers.nanoTime() + nanos(options.timeout()));
    }
    state = lookup != null ? State.LOOKING_UP : State.NEXT_ADDRESS;
  }

  private static long nanos(Duration timeout) {
    try {
      // Far beyond any patience, and safe to add to a clock that is compared by difference.
      return Math.min(timeout.toNanos(), Long.MAX_VALUE / 4);
    } catch (ArithmeticException tooLong) {
      return Long.MAX_VALUE / 4;
    }
  }

  private List<SocketAddress> withPort(List<InetAddress> hosts) {
    List<SocketAddress> sockets = new ArrayList<>(hosts.size());
    for (InetAddress host : hosts) {
      sockets.add(new InetSocketAddress(host, port));
    }
    return sockets;
  }

  /** Begins with the next address; afterwards {@link #transport} is null if it failed at once. */
  private void begin(RuntimeServices services) throws IOException {
    if (next == addresses.size()) {
      throw failure != null ? failure : new IOException("no address to connect to: " + target);
    }
    SocketAddress address = addresses.get(next++);
    state = State.CONNECTING;
    StreamTransport opened = null;
    try {
      opened = services.driver().network().openStream(address);
      options.socket().applyTo(opened);
      if (options.local() != null) {
        opened.bind(options.local());
      }
      opened.beginConnect(address);
      transport = opened;
    } catch (IOException e) {
      failed(opened, address, e);
    } catch (RuntimeException | Error e) {
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
  }

  private boolean isConnected(Context cx, StreamTransport current) throws IOException {
    try {
      while (current.writable().poll(cx)) {
        if (current.finishConnect()) {
          return true;
        }
        current.writable().clear();
      }
    } catch (IOException e) {
      failed(current, addresses.get(next - 1), e);
    }
    return false;
  }

  private void failed(@Nullable StreamTransport of, SocketAddress address, IOException e) {
    if (of != null) {
      of.close();
    }
    transport = null;
    state = State.NEXT_ADDRESS;
    IOException named = Failures.named("connect to " + address, e);
    if (failure != null) {
      named.addSuppressed(failure);
    }
    failure = named;
  }

  private void checkDeadline(Context cx) throws SocketTimeoutException {
    if (deadline != null && deadline.pollElapsed(cx.waker())) {
      SocketTimeoutException timedOut =
          new SocketTimeoutException(
              "connect to " + target + " timed out after " + options.timeout());
      if (failure != null) {
        timedOut.addSuppressed(failure);
      }
      throw timedOut;
    }
  }

  private void finish() {
    state = State.FINISHED;
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  @Override
  public void cancel() {
    if (state == State.FINISHED) {
      return;
    }
    if (lookup != null && state == State.LOOKING_UP) {
      lookup.cancel();
    }
    finish();
    if (transport != null) {
      transport.close();
      transport = null;
    }
  }
}
