package weft.samples.redis.server;

import io.netty.buffer.ByteBuf;
import weft.codec.Encoder;
import weft.samples.redis.protocol.Reply;

/**
 * Encodes a reply as far as one buffer goes. A reply that is not {@link #isComplete} then is sent
 * again, once the buffer has been written: that is how a large one is streamed.
 */
final class ReplyEncoder implements Encoder<Reply> {
  private final int softLimit;
  private boolean complete;

  ReplyEncoder(int softLimit) {
    this.softLimit = softLimit;
  }

  @Override
  public void encode(Reply item, ByteBuf out) {
    complete = item.writeTo(out, softLimit);
  }

  /** Whether the reply that was encoded last has been encoded to its end. */
  boolean isComplete() {
    return complete;
  }
}
