package weft.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames that carry their length in a field of the head. The options have the names and meaning of
 * Tokio's codec.
 *
 * <pre>
 *   | offset bytes | length field | ... | payload |
 *   frame length = field + lengthAdjustment, counted from behind the numSkip bytes that are skipped
 * </pre>
 *
 * <p>With the defaults a frame is a big-endian length of four bytes and as many bytes of payload,
 * at most 8 MiB. Each decoded frame is a retained slice that the receiver releases; to keep it
 * long, copy it, as a slice keeps the whole read buffer alive.
 *
 * <p>A claimed length over the limit fails before anything is allocated or awaited. Stateful: one
 * codec per connection.
 *
 * <p><b>Encoding</b> writes the field and the payload, so that the same codec decodes it. What it
 * cannot write so is refused: a field over the limit, and any item if there are bytes before the
 * field ({@code lengthFieldOffset}) or if not exactly the field is skipped ({@code numSkip}), as
 * such frames have bytes in the head that nobody has given. Tokio's writes what does not decode
 * there, and holds the limit against the payload, before the adjustment, instead of the field.
 *
 * <p><b>After a head that is no head</b> nothing says where the next frame begins. The head is not
 * consumed, and decoding on fails in the same way, for ever: a loop that catches the failure and
 * asks for the next frame never ends. Give the connection up.
 */
public final class LengthDelimitedCodec implements Decoder<ByteBuf>, Encoder<ByteBuf> {
  private static final int HEAD = -1;

  private final Builder options;
  private final long maxFrameLength;
  private final int headLength;
  private final int numSkip;
  private int payload = HEAD; // bytes of the frame whose head was read, or HEAD

  private LengthDelimitedCodec(Builder options) {
    this.options = options;
    this.maxFrameLength = options.effectiveMax();
    this.headLength = options.lengthFieldOffset + options.lengthFieldLength;
    this.numSkip = options.numSkip < 0 ? headLength : options.numSkip;
  }

  /** A codec with the defaults. */
  public static LengthDelimitedCodec create() {
    return builder().build();
  }

  /** Options, at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The largest value that the field may hold. */
  public long maxFrameLength() {
    return maxFrameLength;
  }

  @Override
  public @Nullable ByteBuf decode(ByteBuf in) throws FrameException {
    if (payload == HEAD) {
      if (in.readableBytes() < Math.max(headLength, numSkip)) {
        return null;
      }
      payload = frameLength(in);
      in.skipBytes(numSkip);
    }
    if (in.readableBytes() < payload) {
      return null;
    }
    int length = payload;
    payload = HEAD;
    return in.readRetainedSlice(length);
  }

  @Override
  public @Nullable ByteBuf decodeEof(ByteBuf in) throws FrameException {
    ByteBuf frame = decode(in);
    if (frame == null && (in.isReadable() || payload != HEAD)) {
      int missing = payload == HEAD ? Math.max(headLength, numSkip) : payload;
      throw new FrameException(
          "the stream ended inside a frame: " + in.readableBytes() + " of " + missing + " bytes");
    }
    return frame;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if the options only allow to decode
   */
  @Override
  public void encode(ByteBuf item, ByteBuf out) throws FrameException {
    if (options.lengthFieldOffset != 0 || numSkip != headLength) {
      throw new UnsupportedOperationException(
          "a codec with lengthFieldOffset "
              + options.lengthFieldOffset
              + " and numSkip "
              + numSkip
              + " only decodes, as it does not know the rest of the head:"
              + " frame the other direction by an encoder of your own");
    }
    int length = item.readableBytes();
    long field = (long) length - options.lengthAdjustment;
    if (field < 0 || !options.fits(field)) {
      throw new FrameException(
          "the length "
              + field
              + " (frame "
              + length
              + ", lengthAdjustment "
              + options.lengthAdjustment
              + ") does not fit a field of "
              + options.lengthFieldLength
              + " bytes");
    }
    if (field > maxFrameLength) {
      String adjusted =
          field == length ? "" : ", with lengthAdjustment a length field of " + field + ",";
      throw new FrameTooLongException("a frame of " + length + " bytes" + adjusted, maxFrameLength);
    }
    writeField(field, out);
    out.writeBytes(item, item.readerIndex(), length);
  }

  private int frameLength(ByteBuf in) throws FrameException {
    long field = readField(in, in.readerIndex() + options.lengthFieldOffset);
    if (field < 0 || field > maxFrameLength) {
      throw new FrameTooLongException(
          "a frame length of " + Long.toUnsignedString(field) + " bytes", maxFrameLength);
    }
    long length = field + options.lengthAdjustment;
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new FrameException(
          "a frame length of "
              + field
              + " with lengthAdjustment "
              + options.lengthAdjustment
              + " is "
              + length);
    }
    return (int) length;
  }

  private long readField(ByteBuf in, int at) {
    long value = 0;
    int count = options.lengthFieldLength;
    for (int i = 0; i < count; i++) {
      int shift = options.order == ByteOrder.BIG_ENDIAN ? count - 1 - i : i;
      value |= (long) in.getUnsignedByte(at + i) << (8 * shift);
    }
    return value;
  }

  private void writeField(long value, ByteBuf out) {
    int count = options.lengthFieldLength;
    for (int i = 0; i < count; i++) {
      int shift = options.order == ByteOrder.BIG_ENDIAN ? count - 1 - i : i;
      out.writeByte((int) (value >>> (8 * shift)));
    }
  }

  /** Collects the options. Not thread-safe; each setter returns this. */
  public static final class Builder {
    private long maxFrameLength = 8L * 1024 * 1024;
    private int lengthFieldOffset;
    private int lengthFieldLength = 4;
    private int lengthAdjustment;
    private int numSkip = -1;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    private Builder() {}

    /**
     * The largest value accepted in the field, and written there: the length before {@link
     * #lengthAdjustment}. Default 8 MiB; limited further by what the field can express.
     */
    public Builder maxFrameLength(int bytes) {
      maxFrameLength = atLeast(1, bytes, "maxFrameLength");
      return this;
    }

    /** Bytes before the length field. Default 0. */
    public Builder lengthFieldOffset(int bytes) {
      lengthFieldOffset = atLeast(0, bytes, "lengthFieldOffset");
      return this;
    }

    /** Bytes of the length field, 1 to 8. Default 4. */
    public Builder lengthFieldLength(int bytes) {
      if (bytes < 1 || bytes > 8) {
        throw new IllegalArgumentException("lengthFieldLength is not from 1 to 8: " + bytes);
      }
      lengthFieldLength = bytes;
      return this;
    }

    /** What to add to the field to get the length of the frame; may be negative. Default 0. */
    public Builder lengthAdjustment(int bytes) {
      lengthAdjustment = bytes;
      return this;
    }

    /** Bytes to skip before the frame begins. Default: the offset and the field. */
    public Builder numSkip(int bytes) {
      numSkip = atLeast(0, bytes, "numSkip");
      return this;
    }

    /** The field's first byte is its most significant one. The default. */
    public Builder bigEndian() {
      order = ByteOrder.BIG_ENDIAN;
      return this;
    }

    /** The field's first byte is its least significant one. */
    public Builder littleEndian() {
      order = ByteOrder.LITTLE_ENDIAN;
      return this;
    }

    /** The field has the byte order of this machine. */
    public Builder nativeEndian() {
      order = ByteOrder.nativeOrder();
      return this;
    }

    /**
     * A new codec for one connection. The builder may be used on.
     *
     * @throws IllegalArgumentException if the head is longer than any buffer
     */
    public LengthDelimitedCodec build() {
      if (lengthFieldOffset > Integer.MAX_VALUE - lengthFieldLength) {
        throw new IllegalArgumentException(
            "lengthFieldOffset "
                + lengthFieldOffset
                + " and lengthFieldLength "
                + lengthFieldLength
                + " make a head that is longer than any buffer");
      }
      Builder copy = new Builder();
      copy.maxFrameLength = maxFrameLength;
      copy.lengthFieldOffset = lengthFieldOffset;
      copy.lengthFieldLength = lengthFieldLength;
      copy.lengthAdjustment = lengthAdjustment;
      copy.numSkip = numSkip;
      copy.order = order;
      return new LengthDelimitedCodec(copy);
    }

    private long effectiveMax() {
      return lengthFieldLength >= 4
          ? maxFrameLength
          : Math.min(maxFrameLength, (1L << (8 * lengthFieldLength)) - 1);
    }

    private boolean fits(long field) {
      return lengthFieldLength == 8 || field >>> (8 * lengthFieldLength) == 0;
    }

    private static int atLeast(int least, int value, String name) {
      if (value < least) {
        throw new IllegalArgumentException(name + " < " + least + ": " + value);
      }
      return value;
    }
  }
}
