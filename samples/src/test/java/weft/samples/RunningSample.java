package weft.samples;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Function;
import weft.future.Future;
import weft.net.TcpListener;
import weft.runtime.WeftRuntime;

/** A sample's server on a runtime and a port of its own, for one test. */
public final class RunningSample implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
  private final InetSocketAddress address;

  private RunningSample(Function<TcpListener, Future<?>> serve) throws Exception {
    TcpListener listener = runtime.blockOn(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
    this.address = listener.localAddress();
    runtime.spawn(serve.apply(listener));
  }

  /** Starts what {@code serve} makes of a listener. */
  public static RunningSample start(Function<TcpListener, Future<?>> serve) throws Exception {
    return new RunningSample(serve);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Connects to it. */
  public Socket connect() throws Exception {
    Socket socket = new Socket();
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
