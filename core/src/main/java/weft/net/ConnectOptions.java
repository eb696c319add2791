package weft.net;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to connect.
 *
 * @param socket options that are set before connecting
 * @param timeout the longest time for everything, names and all addresses included; null for the
 *     system's patience
 * @param local where to bind the near end first, or null
 */
public record ConnectOptions(
    SocketOptions socket, @Nullable Duration timeout, @Nullable SocketAddress local) {

  /** No options, the system's patience, any local address. */
  public static final ConnectOptions DEFAULT = new ConnectOptions(SocketOptions.none(), null, null);

  /** Checks the time-out. */
  public ConnectOptions {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout < 0: " + timeout);
    }
  }

  /** These options with others for the socket. */
  public ConnectOptions withSocket(SocketOptions other) {
    return new ConnectOptions(other, timeout, local);
  }

  /** These options with a time-out. */
  public ConnectOptions withTimeout(Duration other) {
    return new ConnectOptions(socket, other, local);
  }

  /** These options with a near end. */
  public ConnectOptions withLocal(SocketAddress other) {
    return new ConnectOptions(socket, timeout, other);
  }
}
