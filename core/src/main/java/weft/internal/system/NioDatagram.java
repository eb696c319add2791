package weft.internal.system;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.DatagramTransport;
import weft.internal.driver.Readiness;

/** A socket of datagrams over a {@link DatagramChannel}. */
final class NioDatagram extends NioSource<DatagramChannel> implements DatagramTransport {
  private final Readiness readable =
      Readiness.create("receive", () -> awaited(SelectionKey.OP_READ));
  private final Readiness writable = Readiness.create("send", () -> awaited(SelectionKey.OP_WRITE));

  NioDatagram(NioNetwork network, DatagramChannel channel) {
    super(network, channel);
  }

  @Override
  public Readiness readable() {
    return readable;
  }

  @Override
  public Readiness writable() {
    return writable;
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    bindTo(local, DatagramChannel::bind);
    register(SelectionKey.OP_READ);
    writable.signal();
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    try {
      channel.connect(remote);
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public void disconnect() throws IOException {
    channel.disconnect();
  }

  @Override
  public boolean send(ByteBuffer src, @Nullable SocketAddress target) throws IOException {
    int length = src.remaining();
    try {
      SocketAddress to = target == null ? channel.getRemoteAddress() : target;
      if (to == null) {
        throw new NotYetConnectedException();
      }
      if (length == 0 && channel.isConnected()) {
        // The JDK makes a write of it, which does nothing at all and says that all is well.
        throw new IOException(
            "the JDK cannot send an empty datagram on a connected socket: disconnect and name the"
                + " target");
      }
      // For an empty datagram 0 stands for sent as well as for a full send buffer; the second is
      // then a datagram lost on its way, which datagrams may be.
      return channel.send(src, to) == length;
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer dst) throws IOException {
    try {
      return channel.receive(dst);
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public @Nullable SocketAddress remoteAddress() throws IOException {
    try {
      return channel.getRemoteAddress();
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  void ready(int ops) {
    if ((ops & SelectionKey.OP_READ) != 0) {
      signal(readable, SelectionKey.OP_READ);
    }
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      signal(writable, SelectionKey.OP_WRITE);
    }
  }

  @Override
  void closeReadiness() {
    readable.close();
    writable.close();
  }
}
