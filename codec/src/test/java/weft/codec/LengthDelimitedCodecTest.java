package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthDelimitedCodecTest {

  private static ByteBuf hex(String hex) {
    return Unpooled.copiedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
  }

  private static @Nullable String decode(LengthDelimitedCodec codec, ByteBuf in)
      throws FrameException {
    ByteBuf frame = codec.decode(in);
    if (frame == null) {
      return null;
    }
    String text = ByteBufUtil.hexDump(frame);
    frame.release();
    return text;
  }

  private static List<String> decodeAll(LengthDelimitedCodec codec, ByteBuf in)
      throws FrameException {
    List<String> frames = new ArrayList<>();
    for (String frame; (frame = decode(codec, in)) != null; ) {
      frames.add(frame);
    }
    return frames;
  }

  private static String encode(LengthDelimitedCodec codec, String payload) throws FrameException {
    ByteBuf out = Unpooled.buffer();
    ByteBuf item = hex(payload);
    codec.encode(item, out);
    assertThat(item.refCnt()).as("the encoder releases nothing").isEqualTo(1);
    return ByteBufUtil.hexDump(out);
  }

  @Test
  void defaultsAreFourBytesBigEndian() throws Exception {
    LengthDelimitedCodec codec = LengthDelimitedCodec.create();
    ByteBuf in = hex("00000003 616263 00000000 00000001 7a 0000");
    assertThat(decodeAll(codec, in)).containsExactly("616263", "", "7a");
    assertThat(in.readableBytes()).isEqualTo(2);
    assertThat(codec.maxFrameLength()).isEqualTo(8 * 1024 * 1024);
    assertThat(encode(codec, "616263")).isEqualTo("00000003616263");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyFieldLengthInBothOrders(int bytes) throws Exception {
    for (boolean little : new boolean[] {false, true}) {
      LengthDelimitedCodec.Builder options =
          LengthDelimitedCodec.builder().lengthFieldLength(bytes).maxFrameLength(1 << 20);
      LengthDelimitedCodec codec = (little ? options.littleEndian() : options.bigEndian()).build();
      int length = bytes == 1 ? 200 : 300;
      ByteBuf out = Unpooled.buffer();
      codec.encode(Unpooled.wrappedBuffer(new byte[length]), out);
      assertThat(out.readableBytes()).isEqualTo(bytes + length);
      int low = out.getUnsignedByte(little ? 0 : bytes - 1);
      assertThat(low).isEqualTo(length & 0xff);
      assertThat(decode(codec, out)).hasSize(2 * length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // offset, field, adjustment, skip, input, frames
    "0, 2, 0, 0,  000c 48454c4c4f2c20574f524c44, -",
    "0, 2, 0, 0,  0002 4845, 0002",
    "0, 2, 2, 0,  0002 4845, 00024845",
    "0, 2, -2, -1, 0004 4845, 4845",
    "2, 3, 0, -1, cafe 000002 4845, 4845",
    "2, 3, 5, 0,  cafe 000002 4845, cafe0000024845",
    "0, 3, 2, -1, 000002 cafe 4845, cafe4845",
    "1, 2, 1, 3,  ca 0002 fe 4845, fe4845",
    "1, 2, -3, 3, ca 0006 fe 4845, fe4845",
    "0, 1, 0, 3,  02 ffff 4845, 4845",
  })
  void offsetAdjustmentAndSkip(
      int offset, int field, int adjustment, int skip, String input, String frame)
      throws Exception {
    LengthDelimitedCodec.Builder options =
        LengthDelimitedCodec.builder()
            .lengthFieldOffset(offset)
            .lengthFieldLength(field)
            .lengthAdjustment(adjustment);
    if (skip >= 0) {
      options.numSkip(skip);
    }
    LengthDelimitedCodec codec = options.build();
    ByteBuf in = hex(input);
    String first = decode(codec, in);
    if (!frame.equals("-")) {
      assertThat(first).isEqualTo(frame);
    } else {
      assertThat(first).isEqualTo("000c48454c4c4f2c20574f52"); // 12 bytes from the head on
    }
    // The same bytes one by one give the same first frame.
    LengthDelimitedCodec slow = options.build();
    ByteBuf all = hex(input);
    ByteBuf fed = Unpooled.buffer();
    String found = null;
    while (found == null && all.isReadable()) {
      fed.writeByte(all.readByte());
      found = decode(slow, fed);
    }
    assertThat(found).isEqualTo(first);
  }

  @Test
  void claimedLengthOverTheLimitFailsBeforeTheFrameArrives() {
    LengthDelimitedCodec codec = LengthDelimitedCodec.builder().maxFrameLength(10).build();
    assertThatThrownBy(() -> codec.decode(hex("0000000b")))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageContaining("11 bytes")
        .hasMessageContaining("10 bytes");
    assertThatThrownBy(() -> codec.decode(hex("ffffffff")))
        .isInstanceOf(FrameTooLongException.class);
    LengthDelimitedCodec eight = LengthDelimitedCodec.builder().lengthFieldLength(8).build();
    assertThatThrownBy(() -> eight.decode(hex("ffffffffffffffff")))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageContaining("18446744073709551615");
  }

  @Test
  void atTheLimitIsAccepted() throws Exception {
    LengthDelimitedCodec codec = LengthDelimitedCodec.builder().maxFrameLength(2).build();
    assertThat(decode(codec, hex("00000002 4845"))).isEqualTo("4845");
    assertThat(encode(codec, "4845")).isEqualTo("000000024845");
    assertThatThrownBy(() -> encode(codec, "484546")).isInstanceOf(FrameTooLongException.class);
  }

  @Test
  void adjustmentBelowZeroIsAnError() {
    LengthDelimitedCodec codec = LengthDelimitedCodec.builder().lengthAdjustment(-4).build();
    assertThatThrownBy(() -> codec.decode(hex("00000003 000000")))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void lengthThatDoesNotFitTheFieldIsAnError() {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder().lengthFieldLength(1).lengthAdjustment(-200).build();
    assertThatThrownBy(() -> encode(codec, "ab".repeat(100)))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("300");
    LengthDelimitedCodec positive = LengthDelimitedCodec.builder().lengthAdjustment(5).build();
    assertThatThrownBy(() -> encode(positive, "ab")).hasMessageContaining("-4");
    assertThat(LengthDelimitedCodec.builder().lengthFieldLength(1).build().maxFrameLength())
        .isEqualTo(255);
  }

  @Test
  void endInsideHeadOrFrameIsAnError() throws Exception {
    LengthDelimitedCodec codec = LengthDelimitedCodec.create();
    assertThatThrownBy(() -> codec.decodeEof(hex("0000")))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("2 of 4 bytes");
    ByteBuf in = hex("00000005 4845");
    assertThat(codec.decode(in)).isNull();
    assertThatThrownBy(() -> codec.decodeEof(in)).hasMessageContaining("2 of 5 bytes");
    LengthDelimitedCodec bare = LengthDelimitedCodec.create();
    ByteBuf head = hex("00000005");
    assertThat(bare.decode(head)).isNull();
    assertThatThrownBy(() -> bare.decodeEof(head)).hasMessageContaining("0 of 5 bytes");
    assertThat(LengthDelimitedCodec.create().decodeEof(Unpooled.EMPTY_BUFFER)).isNull();
  }

  @Test
  void badOptionsNameTheValue() {
    LengthDelimitedCodec.Builder options = LengthDelimitedCodec.builder();
    assertThatThrownBy(() -> options.lengthFieldLength(9)).hasMessageContaining("9");
    assertThatThrownBy(() -> options.lengthFieldOffset(-1)).hasMessage("lengthFieldOffset < 0: -1");
    assertThatThrownBy(() -> options.maxFrameLength(0)).hasMessage("maxFrameLength < 1: 0");
    assertThatThrownBy(() -> options.numSkip(-2)).hasMessage("numSkip < 0: -2");
  }

  /** The limit is one of the field, both ways: what is encoded can be decoded, at its edge, too. */
  @ParameterizedTest
  @ValueSource(ints = {-4, -1, 0, 1, 100})
  void theLimitIsTheSameBothWaysWhateverTheAdjustment(int adjustment) throws Exception {
    LengthDelimitedCodec.Builder options =
        LengthDelimitedCodec.builder().maxFrameLength(10).lengthAdjustment(adjustment);
    int longest = 10 + adjustment;
    String item = "ab".repeat(longest);
    ByteBuf in = hex(encode(options.build(), item));
    assertThat(decode(options.build(), in)).isEqualTo(item);
    assertThat(in.isReadable()).isFalse();
    assertThatThrownBy(() -> encode(options.build(), item + "ab"))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageContaining("a frame of " + (longest + 1) + " bytes")
        .hasMessageContaining("limit of 10 bytes");
    assertThatThrownBy(() -> decode(options.build(), hex("0000000b")))
        .isInstanceOf(FrameTooLongException.class);
  }

  /** Options with bytes in the head that an encoder is not given. */
  @ParameterizedTest
  @CsvSource({"2, 2, -1", "0, 2, 0", "0, 1, 3", "2, 2, 0", "2, 2, 2"})
  void whatWouldNotDecodeIsNotEncoded(int offset, int field, int skip) throws Exception {
    LengthDelimitedCodec.Builder options =
        LengthDelimitedCodec.builder().lengthFieldOffset(offset).lengthFieldLength(field);
    if (skip >= 0) {
      options.numSkip(skip);
    }
    ByteBuf out = Unpooled.buffer();
    assertThatThrownBy(() -> options.build().encode(hex("abcd"), out))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("lengthFieldOffset " + offset)
        .hasMessageContaining("numSkip " + (skip < 0 ? offset + field : skip));
    assertThat(out.isReadable()).isFalse();
    LengthDelimitedCodec plain =
        LengthDelimitedCodec.builder().lengthFieldLength(2).numSkip(2).build();
    assertThat(encode(plain, "abcd")).as("what is the default anyway").isEqualTo("0002abcd");
  }

  @Test
  void headThatIsLongerThanAnyBufferIsRefused() throws Exception {
    LengthDelimitedCodec.Builder options =
        LengthDelimitedCodec.builder().lengthFieldOffset(Integer.MAX_VALUE);
    assertThatThrownBy(options::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengthFieldOffset 2147483647")
        .hasMessageContaining("lengthFieldLength 4");
    LengthDelimitedCodec longest =
        options.lengthFieldOffset(Integer.MAX_VALUE - 4).build(); // waits for its head
    assertThat(decode(longest, hex("0000000001"))).isNull();
  }

  @Test
  void endInsideBytesToSkipNamesWhatIsMissing() {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder().lengthFieldLength(1).numSkip(6).build();
    assertThatThrownBy(() -> codec.decodeEof(hex("020000"))).hasMessageContaining("3 of 6 bytes");
  }

  /** As the Javadoc warns: there is nothing to go on with. */
  @Test
  void afterABrokenHeadEveryAttemptFails() throws Exception {
    LengthDelimitedCodec codec = LengthDelimitedCodec.builder().maxFrameLength(10).build();
    ByteBuf in = hex("0000000b 00000001 61");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> codec.decode(in)).isInstanceOf(FrameTooLongException.class);
      assertThat(in.readableBytes()).isEqualTo(9);
    }
  }
}
