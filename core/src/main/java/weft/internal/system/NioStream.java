package weft.internal.system;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.Readiness;
import weft.internal.driver.StreamTransport;

/** A connection over a {@link SocketChannel}. */
final class NioStream extends NioSource<SocketChannel> implements StreamTransport {
  private final Readiness readable = Readiness.create("read", () -> awaited(SelectionKey.OP_READ));
  private final Readiness writable = Readiness.create("write", () -> awaited(writeInterest()));
  private volatile boolean connecting;

  private NioStream(NioNetwork network, SocketChannel channel) {
    super(network, channel);
  }

  /** An unconnected one. It is registered when it connects: the key of an idle socket spins. */
  static NioStream unconnected(NioNetwork network, SocketChannel channel) {
    return new NioStream(network, channel);
  }

  /** One that a listener accepted. */
  static NioStream accepted(NioNetwork network, SocketChannel channel) throws IOException {
    NioStream stream = new NioStream(network, channel);
    stream.established();
    return stream;
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
    bindTo(local, SocketChannel::bind);
  }

  @Override
  public boolean beginConnect(SocketAddress remote) throws IOException {
    try {
      if (channel.connect(remote)) {
        established();
        return true;
      }
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
    connecting = true;
    register(SelectionKey.OP_CONNECT);
    return false;
  }

  @Override
  public boolean finishConnect() throws IOException {
    try {
      if (!channel.finishConnect()) {
        return false;
      }
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
    connecting = false;
    established();
    return true;
  }

  private void established() throws IOException {
    register(SelectionKey.OP_READ);
    writable.signalAndWake(); // a new connection takes bytes
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    try {
      int n = channel.read(dst);
      if (n < 0) {
        // Readable for ever: armed interest would make every select return at once. A reset that
        // comes after the end is then noticed by writing.
        disarm(SelectionKey.OP_READ);
      }
      return n;
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    try {
      return channel.write(src);
    } catch (ClosedChannelException e) {
      throw closedOrShutDown(e);
    }
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    try {
      return channel.write(srcs, offset, length);
    } catch (ClosedChannelException e) {
      throw closedOrShutDown(e);
    }
  }

  private IOException closedOrShutDown(ClosedChannelException e) {
    return isOpen() ? new IOException("the writing side has been shut down", e) : closedChannel();
  }

  @Override
  public void shutdownInput() throws IOException {
    try {
      channel.shutdownInput();
    } catch (ClosedChannelException e) {
      throw closedChannel();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    try {
      channel.shutdownOutput();
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

  private int writeInterest() {
    return connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
  }

  @Override
  void ready(int ops) {
    if ((ops & SelectionKey.OP_READ) != 0) {
      signal(readable, SelectionKey.OP_READ);
    }
    int forWriting = ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
    if (forWriting != 0) {
      signal(writable, forWriting);
    }
  }

  @Override
  void closeReadiness() {
    readable.close();
    writable.close();
  }
}
