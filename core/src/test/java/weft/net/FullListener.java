package weft.net;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import weft.runtime.WeftRuntime;

/**
 * A listener whose queue is full, so that the system leaves further attempts to connect hanging.
 */
final class FullListener implements AutoCloseable {
  private final TcpListener listener;
  private final InetSocketAddress address;
  private final List<TcpStream> queued = new ArrayList<>();

  private FullListener(TcpListener listener) throws Exception {
    this.listener = listener;
    this.address = listener.localAddress();
  }

  static FullListener open(WeftRuntime runtime) throws Exception {
    FullListener full =
        new FullListener(
            runtime.blockOn(TcpListener.bind(Loopback.ANY, ListenOptions.DEFAULT.withBacklog(1))));
    // The system rounds the backlog up by one.
    for (int i = 0; i < 2; i++) {
      full.queued.add(runtime.blockOn(TcpStream.connect(full.address)));
    }
    return full;
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    queued.forEach(TcpStream::close);
    listener.close();
  }
}
