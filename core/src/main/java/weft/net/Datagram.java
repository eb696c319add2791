package weft.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram that was received whole.
 *
 * @param content its bytes, from position 0 to the limit; the receiver's own
 * @param sender where it came from
 */
public record Datagram(ByteBuffer content, InetSocketAddress sender) {}
