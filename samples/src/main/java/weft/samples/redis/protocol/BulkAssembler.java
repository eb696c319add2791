package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects one bulk string that arrives in pieces.
 *
 * <p>It takes each piece out of the read buffer at once, so that the buffer stays small, and grows
 * by doubling: what it holds is at most twice what has really arrived, whatever length was claimed,
 * and each byte is copied a bounded number of times however small the pieces are.
 */
final class BulkAssembler {
  private static final int FIRST_PIECE = 4096;

  private final int length;
  private byte[] bytes;
  private int filled;

  BulkAssembler(int length) {
    this.length = length;
    this.bytes = new byte[Math.min(length, FIRST_PIECE)];
  }

  /** Consumes what it can use of {@code in}; true when all bytes are there. */
  boolean fill(ByteBuf in) {
    int take = Math.min(in.readableBytes(), length - filled);
    if (filled + take > bytes.length) {
      long doubled = Math.max(2L * bytes.length, (long) filled + take);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, length));
    }
    in.readBytes(bytes, filled, take);
    filled += take;
    return filled == length;
  }

  /** The finished string; only after {@link #fill} has returned true. */
  Bytes toBytes() {
    return Bytes.of(bytes);
  }
}
