package weft.internal.system;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.AcceptRefusedException;
import weft.internal.driver.ListenerTransport;
import weft.internal.driver.Readiness;
import weft.internal.driver.StreamTransport;

/** A listener over a {@link ServerSocketChannel}. */
final class NioListener extends NioSource<ServerSocketChannel> implements ListenerTransport {
  private final Readiness acceptable =
      Readiness.create("accept", () -> awaited(SelectionKey.OP_ACCEPT));

  NioListener(NioNetwork network, ServerSocketChannel channel) {
    super(network, channel);
  }

  @Override
  public Readiness acceptable() {
    return acceptable;
  }

  @Override
  public void bind(SocketAddress local, int backlog) throws IOException {
    bindTo(local, (unbound, address) -> unbound.bind(address, Math.max(backlog, 0)));
    register(SelectionKey.OP_ACCEPT);
  }

  @Override
  public @Nullable StreamTransport accept() throws IOException {
    SocketChannel accepted;
    try {
      accepted = channel.accept();
    } catch (ClosedChannelException e) {
      throw closedChannel();
    } catch (IOException e) {
      network.acceptRefused();
      throw new AcceptRefusedException(String.valueOf(e.getMessage()), e);
    }
    if (accepted == null) {
      return null;
    }
    try {
      accepted.configureBlocking(false);
      return NioStream.accepted(network, accepted);
    } catch (IOException | RuntimeException | Error e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  void ready(int ops) {
    signal(acceptable, SelectionKey.OP_ACCEPT);
  }

  @Override
  void closeReadiness() {
    acceptable.close();
  }
}
