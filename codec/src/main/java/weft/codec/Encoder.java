package weft.codec;

import io.netty.buffer.ByteBuf;

/**
 * Turns values into bytes.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Encoder<T> {

  /**
   * Appends the bytes of {@code item} to {@code out}. Releases nothing: whoever drives the encoder
   * releases a reference-counted item, exactly once, also after a failure.
   *
   * @throws Exception if the item has no encoding; the caller takes back what was appended
   */
  void encode(T item, ByteBuf out) throws Exception;
}
