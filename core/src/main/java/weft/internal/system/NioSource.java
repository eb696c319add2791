package weft.internal.system;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.driver.Readiness;
import weft.internal.driver.RuntimeShutdownException;
import weft.internal.driver.Transport;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/**
 * A channel and its registration with the selector.
 *
 * <p>Interest stays armed while events lead to somebody's waking; an event that finds its readiness
 * still set disarms the interest, and whoever waits next arms it again. So a busy connection never
 * changes its registration, and one that nobody reads does not keep the selector busy.
 *
 * @param <C> the channel's type
 */
abstract class NioSource<C extends SelectableChannel & NetworkChannel> implements Transport {
  final NioNetwork network;
  final C channel;
  private @Nullable SelectionKey key; // guarded by this
  // Interest bits; written under this. Pairs with the state of Readiness: a waiter stores itself
  // and then looks here, the driver clears a bit here and then looks for waiters.
  private volatile int armed;
  private volatile boolean closed;

  NioSource(NioNetwork network, C channel) {
    this.network = network;
    this.channel = channel;
  }

  /** Takes what the selector reports: marks readiness and hands wakers to {@code network}. */
  abstract void ready(int ops);

  /** Marks every direction closed and wakes who waits. */
  abstract void closeReadiness();

  /** Registers with the selector, with {@code ops} as the interest, or only changes that. */
  final void register(int ops) throws IOException {
    synchronized (this) {
      if (closed) {
        throw closedChannel();
      }
      if (key == null) {
        key = network.register(channel, ops, this);
      } else {
        key.interestOps(ops);
      }
      armed = ops;
    }
    network.interestAdded();
  }

  /** Moves the registration to another selector; by the driver's thread. */
  final synchronized void moveTo(Selector selector) throws ClosedChannelException {
    if (key != null && !closed) {
      key.cancel();
      key = channel.register(selector, armed, this);
    }
  }

  /** Somebody waits for one of {@code ops}: the interest must be armed. */
  final void awaited(int ops) {
    if ((armed & ops) == 0) {
      arm(ops);
      network.interestAdded();
    }
  }

  private synchronized void arm(int ops) {
    if (key != null && !closed) {
      armed |= ops;
      key.interestOps(armed);
    }
  }

  final synchronized void disarm(int ops) {
    if (key != null && !closed && (armed & ops) != 0) {
      armed &= ~ops;
      key.interestOps(armed);
    }
  }

  /** Tells the selector the interest once more, as if it had changed. */
  final synchronized void tellInterest() {
    if (key != null && !closed) {
      int valid = channel.validOps();
      key.interestOps(armed == 0 ? valid & -valid : 0); // any other one
      key.interestOps(armed);
    }
  }

  /** One direction became ready; {@code ops} is its interest. By the driver's thread. */
  final void signal(Readiness readiness, int ops) {
    if (!readiness.isReady()) {
      network.makeRoom();
      Waker waker = readiness.signal();
      if (waker != null) {
        network.wakeLater(waker);
      }
      return;
    }
    disarm(ops);
    if (!readiness.isReady()) {
      // The user cleared it in between, and may wait already without having seen the disarming.
      arm(ops);
    }
  }

  /** Binds; an address that a socket of ours has just given up may take a moment to be free. */
  final void bindTo(SocketAddress local, Binder<C> binder) throws IOException {
    try {
      try {
        binder.bind(channel, local);
      } catch (BindException taken) {
        network.settleClosed();
        binder.bind(channel, local);
      }
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  /** How a kind of channel is bound. */
  @FunctionalInterface
  interface Binder<C> {
    void bind(C channel, SocketAddress local) throws IOException;
  }

  @Override
  public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
    try {
      channel.setOption(option, value);
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public final <T> T getOption(SocketOption<T> option) throws IOException {
    try {
      return channel.getOption(option);
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public final @Nullable SocketAddress localAddress() throws IOException {
    try {
      return channel.getLocalAddress();
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public final boolean isOpen() {
    return !closed;
  }

  @Override
  public final void close() {
    boolean registered;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      registered = key != null;
    }
    try {
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone either way, and there is nothing a caller could do about it.
    }
    Preemption.point(PreemptionPoint.AFTER_IO_CLOSE);
    closeReadiness();
    if (registered) {
      // The descriptor is released when the selector drops the cancelled key, in a select.
      network.deregistered();
    }
  }

  /** What an operation on this closed source throws. */
  final IOException closedChannel() {
    return network.isShutdown() ? new RuntimeShutdownException() : new ClosedChannelException();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + channel + "]";
  }
}
