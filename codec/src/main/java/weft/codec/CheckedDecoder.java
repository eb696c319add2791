package weft.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Undelivered;

/**
 * A decoder that is told apart from one that makes frames of nothing, and would do so for ever.
 *
 * <p>It need not consume a byte for each frame: several may come of what it has consumed already.
 * So a frame is refused only if nothing was consumed since the frame before, nor since bytes last
 * arrived. The end of the bytes counts as something of which one frame may be made.
 */
final class CheckedDecoder<T> {
  private final Decoder<? extends T> decoder;
  private boolean consumedSinceFrame;
  private boolean consumedSinceArrival;

  CheckedDecoder(Decoder<? extends T> decoder) {
    this.decoder = decoder;
  }

  /** Called when there are further bytes. */
  void bytesArrived() {
    consumedSinceArrival = false;
  }

  /** Called once when there will be no further bytes. */
  void endArrived() {
    consumedSinceFrame = true;
  }

  @Nullable T decode(ByteBuf in, Context cx) throws Exception {
    int before = in.readableBytes();
    T frame;
    try {
      frame = decoder.decode(in);
    } finally {
      note(in.readableBytes() < before);
    }
    return checked(frame, in, cx);
  }

  @Nullable T decodeEof(ByteBuf in, Context cx) throws Exception {
    int before = in.readableBytes();
    T frame;
    try {
      frame = decoder.decodeEof(in);
    } finally {
      note(in.readableBytes() < before);
    }
    return checked(frame, in, cx);
  }

  private void note(boolean consumed) {
    if (consumed) {
      consumedSinceFrame = true;
      consumedSinceArrival = true;
    }
  }

  private @Nullable T checked(@Nullable T frame, ByteBuf in, Context cx) {
    if (frame == null) {
      return null;
    }
    if (!consumedSinceFrame && !consumedSinceArrival) {
      Undelivered.discard(frame, cx.services());
      throw new IllegalStateException(
          "the decoder "
              + decoder.getClass().getName()
              + " gave a frame without consuming any of "
              + in.readableBytes()
              + " bytes: it would give frames for ever");
    }
    consumedSinceFrame = false;
    return frame;
  }
}
