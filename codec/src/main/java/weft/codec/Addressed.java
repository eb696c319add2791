package weft.codec;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A value with the address of a peer: the sender of what was received, the target of what is sent.
 * So what was received goes back when it is sent as it is.
 *
 * <p>When nobody receives it, the value is released if it is a buffer, counts its references or
 * releases itself.
 *
 * @param value the value
 * @param address the peer's address, resolved
 * @param <T> the type of the value
 */
public record Addressed<T>(T value, InetSocketAddress address) {

  /** Refuses null, and an address that was not resolved. */
  public Addressed {
    Objects.requireNonNull(value, "value");
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("not a resolved address: " + address);
    }
  }

  /** Another value with the same address: an answer. */
  public <R> Addressed<R> withValue(R other) {
    return new Addressed<>(other, address);
  }
}
