package weft.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.internal.driver.Transport;

/**
 * Options for a socket that is about to be made. Immutable: each method gives a changed copy. What
 * is not set keeps the system's default.
 *
 * <pre>{@code
 * var options = SocketOptions.none().noDelay(true).receiveBuffer(256 * 1024);
 * }</pre>
 */
public final class SocketOptions {
  private static final SocketOptions NONE = new SocketOptions(Map.of());

  private final Map<SocketOption<?>, Object> values;

  private SocketOptions(Map<SocketOption<?>, Object> values) {
    this.values = values;
  }

  /** Everything as the system has it. */
  public static SocketOptions none() {
    return NONE;
  }

  /** Send small segments at once instead of collecting them ({@code TCP_NODELAY}). */
  public SocketOptions noDelay(boolean on) {
    return with(StandardSocketOptions.TCP_NODELAY, on);
  }

  /** Probe an idle connection now and then ({@code SO_KEEPALIVE}). */
  public SocketOptions keepAlive(boolean on) {
    return with(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /** Bind although an old connection of the address lingers ({@code SO_REUSEADDR}). */
  public SocketOptions reuseAddress(boolean on) {
    return with(StandardSocketOptions.SO_REUSEADDR, on);
  }

  /** Several sockets share the address, and the system spreads the load ({@code SO_REUSEPORT}). */
  public SocketOptions reusePort(boolean on) {
    return with(StandardSocketOptions.SO_REUSEPORT, on);
  }

  /**
   * What closing does with bytes that are not sent yet ({@code SO_LINGER}).
   *
   * @param seconds 0 drops them and resets the connection; a negative value is the default: the
   *     system goes on sending in the background. Closing never waits, whatever the value
   */
  public SocketOptions linger(int seconds) {
    return with(StandardSocketOptions.SO_LINGER, seconds);
  }

  /** The send buffer's size in bytes; the system may choose another ({@code SO_SNDBUF}). */
  public SocketOptions sendBuffer(int bytes) {
    return with(StandardSocketOptions.SO_SNDBUF, positive("sendBuffer", bytes));
  }

  /** The receive buffer's size in bytes; the system may choose another ({@code SO_RCVBUF}). */
  public SocketOptions receiveBuffer(int bytes) {
    return with(StandardSocketOptions.SO_RCVBUF, positive("receiveBuffer", bytes));
  }

  /** The type-of-service octet of IP ({@code IP_TOS}), 0 to 255. */
  public SocketOptions typeOfService(int octet) {
    return with(StandardSocketOptions.IP_TOS, octet);
  }

  /** Allow datagrams to broadcast addresses ({@code SO_BROADCAST}). */
  public SocketOptions broadcast(boolean on) {
    return with(StandardSocketOptions.SO_BROADCAST, on);
  }

  /**
   * Any other option that the socket knows, for example one of {@code
   * jdk.net.ExtendedSocketOptions}.
   */
  public <T> SocketOptions with(SocketOption<T> option, T value) {
    Map<SocketOption<?>, Object> copy = new LinkedHashMap<>(values);
    copy.put(option, value);
    return new SocketOptions(copy);
  }

  private static int positive(String name, int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException(name + " <= 0: " + bytes);
    }
    return bytes;
  }

  void applyTo(Transport transport) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> entry : values.entrySet()) {
      apply(transport, entry.getKey(), entry.getValue());
    }
  }

  private static <T> void apply(Transport transport, SocketOption<T> option, Object value)
      throws IOException {
    transport.setOption(option, option.type().cast(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketOptions that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "SocketOptions" + values;
  }
}
