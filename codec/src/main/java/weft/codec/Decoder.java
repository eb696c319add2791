package weft.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts values out of a growing run of bytes.
 *
 * <p>A decoder belongs to one stream of bytes and may keep state between calls. It sees the bytes
 * that it has not consumed yet, in order; between two calls bytes are only appended, so that a
 * position relative to the reader index stays right while nothing is consumed.
 *
 * <p><b>Bounds.</b> A decoder refuses a frame that is longer than its limit before it allocates or
 * waits for it. It does not grow {@code in}.
 *
 * <p><b>Buffers.</b> A value may share the memory of {@code in} by a <em>retained</em> slice, which
 * the receiver releases.
 *
 * @param <T> the type of the values
 */
public interface Decoder<T> {

  /**
   * Consumes one frame.
   *
   * <p>Several values may come of bytes that were consumed at once. But a value for which nothing
   * was consumed, neither since the value before nor since bytes last arrived, is refused with an
   * {@link IllegalStateException}: there would be no end of them.
   *
   * @param in the bytes not consumed yet; stays owned by the caller
   * @return the value, or null if its last byte has not arrived yet
   * @throws Exception if the bytes are no frame; what the decoder consumed before stays consumed
   */
  @Nullable T decode(ByteBuf in) throws Exception;

  /**
   * As {@link #decode}, when no further byte will come. Called until it returns null. The default
   * decodes what is complete and refuses a rest.
   *
   * @throws FrameException if bytes remain that are no frame
   */
  default @Nullable T decodeEof(ByteBuf in) throws Exception {
    T frame = decode(in);
    if (frame == null && in.isReadable()) {
      throw new FrameException(
          "the stream ended inside a frame: " + in.readableBytes() + " bytes remain");
    }
    return frame;
  }
}
