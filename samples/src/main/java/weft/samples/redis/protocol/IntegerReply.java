package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;

/** A number; may be shared. */
final class IntegerReply implements Reply {
  private final long value;

  IntegerReply(long value) {
    this.value = value;
  }

  @Override
  public boolean writeTo(ByteBuf out, int softLimit) {
    Wire.header(out, ':', value);
    return true;
  }
}
