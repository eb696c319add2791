package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;

/** A byte string, written in pieces when it is long. */
final class BulkReply implements Reply {
  private static final int NOT_STARTED = -1;

  private final byte[] bytes;
  private final int length;
  private int written = NOT_STARTED;

  /** The first {@code length} bytes of an array of which these will not change. */
  BulkReply(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public boolean writeTo(ByteBuf out, int softLimit) {
    if (written == NOT_STARTED) {
      if (length <= softLimit - out.readableBytes()) {
        Wire.bulk(out, bytes, length);
        return true;
      }
      Wire.header(out, '$', length);
      written = 0;
    }
    int room = Math.max(1, softLimit - out.readableBytes());
    int piece = Math.min(room, length - written);
    out.writeBytes(bytes, written, piece);
    written += piece;
    if (written < length) {
      return false;
    }
    Wire.lineEnd(out);
    return true;
  }
}
