package weft.testkit;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.Readiness;
import weft.internal.driver.RuntimeShutdownException;
import weft.internal.driver.Transport;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/** What all simulated sockets have in common. */
abstract class SimSocket implements Transport {
  final SimNetwork network;
  private final Map<SocketOption<?>, Object> options = new HashMap<>();
  @Nullable SocketAddress local;
  private boolean closed;

  SimSocket(SimNetwork network) {
    this.network = network;
  }

  /** Tells the peer, if there is one. */
  abstract void closing();

  abstract Readiness[] readiness();

  @Override
  public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    options.put(option, value);
  }

  @Override
  @SuppressWarnings("NullAway") // the JDK's own channels answer null for options that are unset
  public final <T> T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    Object value = options.get(option);
    if (value == null && option.type() == Boolean.class) {
      value = false;
    } else if (value == null && option.type() == Integer.class) {
      value = 0;
    }
    return option.type().cast(value);
  }

  final @Nullable Object optionOrNull(SocketOption<?> option) {
    return options.get(option);
  }

  @Override
  public final @Nullable SocketAddress localAddress() throws IOException {
    requireOpen();
    return local;
  }

  @Override
  public final boolean isOpen() {
    return !closed;
  }

  final void requireOpen() throws IOException {
    if (closed) {
      throw network.isShutdown() ? new RuntimeShutdownException() : new ClosedChannelException();
    }
  }

  @Override
  public final void close() {
    if (closed) {
      return;
    }
    closed = true;
    network.closed(this);
    if (!network.isPowerless()) {
      closing();
    }
    Preemption.point(PreemptionPoint.AFTER_IO_CLOSE);
    for (Readiness each : readiness()) {
      each.close();
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + network.host.name() + ", " + local + "]";
  }
}
