package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;

/**
 * What a client is answered: something that can write itself piece by piece.
 *
 * <p>A list of a million elements is not turned into one big buffer. It is written until the buffer
 * holds enough, the buffer is flushed, and it goes on where it stopped; a slow client costs one
 * buffer and the references to the elements, not the encoded reply.
 *
 * <p>A reply that needs no memory of its progress may be shared; any other is written once, by one
 * thread at a time.
 */
@FunctionalInterface
public interface Reply {
  /**
   * Appends the next part to {@code out}; it always appends something unless it is finished.
   *
   * @param softLimit stop soon after {@code out} has this many readable bytes; what is small is
   *     written whole
   * @return true when the reply is complete, false if it must be called again
   */
  boolean writeTo(ByteBuf out, int softLimit);
}
