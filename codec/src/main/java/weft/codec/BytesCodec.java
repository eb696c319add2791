package weft.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * No framing: whatever has arrived is a frame, and a buffer is written as it is. Stateless. Each
 * frame is a retained slice that the receiver releases.
 */
public final class BytesCodec implements Decoder<ByteBuf>, Encoder<ByteBuf> {

  @Override
  public @Nullable ByteBuf decode(ByteBuf in) {
    return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
  }

  @Override
  public void encode(ByteBuf item, ByteBuf out) {
    out.writeBytes(item, item.readerIndex(), item.readableBytes());
  }
}
