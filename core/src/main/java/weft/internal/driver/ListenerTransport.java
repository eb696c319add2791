package weft.internal.driver;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket that waits for connections. */
public interface ListenerTransport extends Transport {

  /** Readiness to accept. */
  Readiness acceptable();

  /**
   * Binds and listens.
   *
   * @param backlog connections that may wait to be accepted; zero or less for the system's figure
   */
  void bind(SocketAddress local, int backlog) throws IOException;

  /**
   * Takes a connection that waits.
   *
   * @return a connected transport, or null if none waits
   * @throws AcceptRefusedException if the system could not make the connection's descriptor; the
   *     listener lives on, and trying again at once would only fail again
   */
  @Nullable StreamTransport accept() throws IOException;
}
