package weft.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.codec.Decoder;
import weft.codec.Encoder;

/**
 * What every codec owes {@code Framed}. Extend it for a codec of your own.
 *
 * @param <T> the type of the items
 */
public abstract class CodecContract<T> {
  /** For subclasses. */
  protected CodecContract() {}

  /** A fresh decoder. */
  protected abstract Decoder<T> decoder();

  /** A fresh encoder of what the decoder decodes. */
  protected abstract Encoder<T> encoder();

  /** Items of all kinds; none of them owns a buffer, or {@link #describe} keeps what it says. */
  protected abstract List<T> items();

  /** What is compared; the item's text unless it is overridden. Releases the item if need be. */
  protected String describe(T item) {
    return item.toString();
  }

  private ByteBuf encoded() throws Exception {
    ByteBuf out = Unpooled.buffer();
    Encoder<T> encoder = encoder();
    for (T item : items()) {
      encoder.encode(item, out);
    }
    return out;
  }

  private List<String> described() {
    List<String> texts = new ArrayList<>();
    for (T item : items()) {
      texts.add(describe(item));
    }
    return texts;
  }

  private void drain(Decoder<T> decoder, ByteBuf in, List<String> into) throws Exception {
    while (true) {
      int before = in.readableBytes();
      @Nullable T item = decoder.decode(in);
      if (item == null) {
        return;
      }
      into.add(describe(item));
      if (in.readableBytes() == before && into.size() > items().size()) {
        throw new AssertionError("decodes on and on without taking a byte: " + into);
      }
    }
  }

  private void requireItems(String how, List<String> got) {
    if (!got.equals(described())) {
      throw new AssertionError(how + ": expected " + described() + ", but " + got);
    }
  }

  /** What was encoded is decoded. */
  @Test
  void roundTrip() throws Exception {
    ByteBuf bytes = encoded();
    List<String> got = new ArrayList<>();
    drain(decoder(), bytes, got);
    requireItems("whole", got);
    bytes.release();
  }

  /** Wherever the bytes are cut, the items are the same. */
  @Test
  void cutAnywhere() throws Exception {
    ByteBuf all = encoded();
    for (int cut = 0; cut <= all.readableBytes(); cut++) {
      Decoder<T> decoder = decoder();
      List<String> got = new ArrayList<>();
      ByteBuf in = Unpooled.buffer();
      in.writeBytes(all, 0, cut);
      drain(decoder, in, got);
      in.writeBytes(all, cut, all.readableBytes() - cut);
      drain(decoder, in, got);
      requireItems("cut after " + cut + " bytes", got);
      in.release();
    }
    all.release();
  }

  /** Byte by byte, the items are the same. */
  @Test
  void byteByByte() throws Exception {
    ByteBuf all = encoded();
    Decoder<T> decoder = decoder();
    List<String> got = new ArrayList<>();
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < all.readableBytes(); i++) {
      in.writeByte(all.getByte(i));
      drain(decoder, in, got);
    }
    requireItems("byte by byte", got);
    in.release();
    all.release();
  }

  /** At the end of the input the decoder gives what is left, and then nothing. */
  @Test
  void endOfInputAfterWholeItems() throws Exception {
    ByteBuf in = encoded();
    Decoder<T> decoder = decoder();
    List<String> got = new ArrayList<>();
    while (true) {
      @Nullable T item = decoder.decodeEof(in);
      if (item == null) {
        break;
      }
      got.add(describe(item));
      if (got.size() > items().size()) {
        break;
      }
    }
    requireItems("at the end", got);
    in.release();
  }

  /** The encoder neither releases nor keeps the buffer. */
  @Test
  void buffersStayWithTheirOwner() throws Exception {
    ByteBuf bytes = encoded();
    List<String> got = new ArrayList<>();
    drain(decoder(), bytes, got);
    if (bytes.refCnt() != 1) {
      throw new AssertionError("the buffer's count is " + bytes.refCnt() + " instead of 1");
    }
    bytes.release();
  }
}
