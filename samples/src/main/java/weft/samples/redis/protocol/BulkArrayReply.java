package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An array of byte strings, a null element being the null bulk string. */
final class BulkArrayReply implements Reply {
  private static final int NOT_STARTED = -1;

  private final @Nullable Bytes[] elements;
  private int next = NOT_STARTED;

  /** An element too long for the buffer, of which a part has been written. */
  private @Nullable BulkReply unfinished;

  BulkArrayReply(@Nullable Bytes[] elements) {
    this.elements = elements;
  }

  @Override
  public boolean writeTo(ByteBuf out, int softLimit) {
    if (next == NOT_STARTED) {
      Wire.header(out, '*', elements.length);
      next = 0;
    }
    if (unfinished != null) {
      if (!unfinished.writeTo(out, softLimit)) {
        return false;
      }
      unfinished = null;
    }
    while (next < elements.length) {
      // At least one element a call, so that a full buffer cannot make this spin.
      if (!writeElement(out, elements[next++], softLimit)) {
        return false;
      }
      if (out.readableBytes() >= softLimit) {
        break;
      }
    }
    return next == elements.length;
  }

  private boolean writeElement(ByteBuf out, @Nullable Bytes element, int softLimit) {
    if (element == null) {
      return Replies.NULL_BULK.writeTo(out, softLimit);
    }
    if (out.readableBytes() + (long) element.length() <= softLimit) {
      Wire.bulk(out, element.array(), element.length());
      return true;
    }
    BulkReply bulk = new BulkReply(element.array(), element.length());
    if (bulk.writeTo(out, softLimit)) {
      return true;
    }
    unfinished = bulk;
    return false;
  }
}
