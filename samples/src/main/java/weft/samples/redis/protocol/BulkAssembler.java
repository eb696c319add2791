package weft.samples.redis.protocol;

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

  /** Takes what it can use of {@code count} bytes; returns how many that is. */
  int fill(byte[] source, int start, int count) {
    int take = Math.min(count, length - filled);
    if (filled + take > bytes.length) {
      long doubled = Math.max(2L * bytes.length, (long) filled + take);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, length));
    }
    System.arraycopy(source, start, bytes, filled, take);
    filled += take;
    return take;
  }

  /** Whether all bytes are there. */
  boolean isFull() {
    return filled == length;
  }

  /** The finished string; only when it {@link #isFull}. */
  Bytes toBytes() {
    return Bytes.of(bytes);
  }
}
