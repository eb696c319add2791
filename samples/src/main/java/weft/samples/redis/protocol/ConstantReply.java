package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A short reply whose bytes are known; may be shared. */
final class ConstantReply implements Reply {
  private final byte[] encoded;

  ConstantReply(String encoded) {
    this.encoded = encoded.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean writeTo(ByteBuf out, int softLimit) {
    out.writeBytes(encoded);
    return true;
  }
}
