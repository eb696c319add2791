package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Replies one after the other: as the elements of an array, or as replies of their own. */
final class SequenceReply implements Reply {
  private final boolean asArray;
  private final List<? extends Reply> parts;
  private boolean started;
  private int next;

  SequenceReply(boolean asArray, List<? extends Reply> parts) {
    this.asArray = asArray;
    this.parts = parts;
  }

  @Override
  public boolean writeTo(ByteBuf out, int softLimit) {
    if (!started) {
      started = true;
      if (asArray) {
        Wire.header(out, '*', parts.size());
      }
    }
    while (next < parts.size()) {
      if (!parts.get(next).writeTo(out, softLimit)) {
        return false;
      }
      next++;
      if (out.readableBytes() >= softLimit) {
        break;
      }
    }
    return next == parts.size();
  }
}
