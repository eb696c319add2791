package weft.codec;

import io.netty.buffer.ByteBuf;
import weft.io.Duplex;

/**
 * A {@link Framed} taken apart. Whoever holds it owns all three: close the connection, release the
 * buffers, or hand them on to {@link Framed#fromParts}.
 *
 * @param connection the connection
 * @param readBuffer bytes that were read and not decoded
 * @param writeBuffer bytes that were encoded and not written
 */
public record FramedParts(Duplex connection, ByteBuf readBuffer, ByteBuf writeBuffer) {}
