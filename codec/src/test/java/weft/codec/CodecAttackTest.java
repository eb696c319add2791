package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Context;
import weft.future.Waker;

/** What a hostile peer sends: the same list for each codec. */
class CodecAttackTest {
  private static final int MAX = 1_000;

  /** What came out of a stream: frames, then an error or the end. */
  private static List<String> decode(Decoder<?> codec, byte[] bytes, int... cuts) throws Exception {
    ByteBuf in = Unpooled.buffer();
    List<String> out = new ArrayList<>();
    try {
      int from = 0;
      for (int cut : cuts) {
        in.writeBytes(bytes, from, cut - from);
        from = cut;
        drain(codec, in, out, false);
      }
      in.writeBytes(bytes, from, bytes.length - from);
      drain(codec, in, out, false);
      drain(codec, in, out, true);
    } catch (FrameException failure) {
      out.add(failure.getClass().getSimpleName());
    } finally {
      in.release();
    }
    return out;
  }

  private static void drain(Decoder<?> codec, ByteBuf in, List<String> out, boolean end)
      throws Exception {
    @Nullable Object frame;
    while ((frame = end ? codec.decodeEof(in) : codec.decode(in)) != null) {
      if (frame instanceof ByteBuf buffer) {
        out.add(buffer.toString(StandardCharsets.ISO_8859_1));
        buffer.release();
      } else {
        out.add(frame.toString());
      }
    }
  }

  private static byte[] head(long length) {
    return new byte[] {
      (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
    };
  }

  private static LengthDelimitedCodec lengths() {
    return LengthDelimitedCodec.builder().maxFrameLength(MAX).build();
  }

  @Test
  void claimedLengthsRoundTheLimitAndRoundTheIntegersAreAcceptedOrRefusedAtTheHead()
      throws Exception {
    for (long length : new long[] {0, 1, MAX - 1, MAX}) {
      ByteBuf in = Unpooled.wrappedBuffer(head(length), new byte[MAX]);
      ByteBuf frame = lengths().decode(in);
      assertThat(frame).isNotNull();
      assertThat(frame.readableBytes()).isEqualTo((int) length);
      frame.release();
      in.release();
    }
    for (long length :
        new long[] {MAX + 1, (1L << 31) - 1, 1L << 31, (1L << 32) - 2, 0xFFFF_FFFFL}) {
      ByteBuf in = Unpooled.wrappedBuffer(head(length)); // not a byte of the frame is there
      assertThatThrownBy(() -> lengths().decode(in))
          .as("%d", length)
          .isInstanceOf(FrameTooLongException.class)
          .hasMessageContaining(Long.toString(length));
      in.release();
    }
  }

  @Test
  void lengthsThatWrapAroundWithTheAdjustmentAreRefused() {
    for (int adjustment : new int[] {Integer.MIN_VALUE, -5, Integer.MAX_VALUE}) {
      LengthDelimitedCodec codec =
          LengthDelimitedCodec.builder()
              .maxFrameLength(Integer.MAX_VALUE)
              .lengthAdjustment(adjustment)
              .build();
      ByteBuf in = Unpooled.wrappedBuffer(head(adjustment < 0 ? 4 : Integer.MAX_VALUE));
      assertThatThrownBy(() -> codec.decode(in)).isInstanceOf(FrameException.class);
      in.release();
    }
  }

  @Test
  void linesRoundTheLimit() throws Exception {
    for (int length : new int[] {MAX - 1, MAX}) {
      String line = "x".repeat(length);
      assertThat(decode(LinesCodec.withMaxLength(MAX), bytes(line + "\r\n"))).containsExactly(line);
      assertThat(decode(LinesCodec.withMaxLength(MAX), bytes(line + "\n"))).containsExactly(line);
    }
    for (int length : new int[] {MAX + 1, MAX + 2, 100 * MAX}) {
      assertThat(decode(LinesCodec.withMaxLength(MAX), bytes("x".repeat(length) + "\n")))
          .containsExactly("FrameTooLongException");
      assertThat(decode(LinesCodec.withMaxLength(MAX), bytes("x".repeat(length))))
          .containsExactly("FrameTooLongException");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Decoder<?>> waitingCodecs() {
    return Stream.of(LengthDelimitedCodec.create(), new LinesCodec());
  }

  /** A claim costs the peer four bytes, and must not cost us what it claims. */
  @Test
  void memoryFollowsWhatWasReceivedAndNotWhatWasClaimed() throws Exception {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    byte[] claim = head(8 * 1024 * 1024); // the default limit
    ScriptedDuplex io = new ScriptedDuplex().bytes(claim).bytes((byte) 1).bytes((byte) 2);
    FrameReader<ByteBuf> reader = new FrameReader<>(io, LengthDelimitedCodec.create(), allocator);
    for (int i = 0; i < 4; i++) {
      assertThat(reader.pollNext(Context.of(Waker.noop())).isPending()).isTrue();
    }
    assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
        .isPositive()
        .isLessThanOrEqualTo(16 * 1024);
    reader.close();
    assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
        .isZero();
  }

  /** One byte at a time: each byte is looked at a few times at most, however many wait. */
  @ParameterizedTest
  @MethodSource("waitingCodecs")
  void oneByteAtATimeIsLinearWork(Decoder<?> codec) throws Exception {
    CountingBytes in = new CountingBytes();
    int length = 60_000; // within both limits
    in.writeBytes(codec instanceof LinesCodec ? new byte[0] : head(length));
    for (int i = 0; i < length - 1; i++) {
      in.writeByte('x');
      assertThat(codec.decode(in) == null).isTrue();
    }
    in.writeByte('x');
    in.writeByte('\n');
    Object frame = codec.decode(in);
    assertThat(frame).isNotNull();
    if (frame instanceof ByteBuf buffer) {
      buffer.release();
    }
    assertThat(in.looked).isLessThanOrEqualTo(10L * length);
    in.release();
  }

  /** Whatever arrives, and however it is cut: the same frames and then the same error. */
  @Test
  void randomBytesDecodeTheSameHoweverTheyAreCut() throws Exception {
    SplittableRandom random = new SplittableRandom(2_026);
    for (int round = 0; round < 3_000; round++) {
      boolean lines = random.nextBoolean();
      byte[] bytes = lines ? randomLines(random) : randomFrames(random);
      List<String> whole = decode(lines ? LinesCodec.withMaxLength(20) : small(), bytes);
      int[] each = new int[bytes.length];
      for (int i = 0; i < each.length; i++) {
        each[i] = i + 1;
      }
      assertThat(decode(lines ? LinesCodec.withMaxLength(20) : small(), bytes, each))
          .isEqualTo(whole);
      int[] some = random.ints(5, 0, bytes.length + 1).sorted().toArray();
      assertThat(decode(lines ? LinesCodec.withMaxLength(20) : small(), bytes, some))
          .isEqualTo(whole);
    }
  }

  private static LengthDelimitedCodec small() {
    return LengthDelimitedCodec.builder().maxFrameLength(30).lengthFieldLength(2).build();
  }

  private static byte[] randomLines(SplittableRandom random) {
    byte[] alphabet = bytes("ab\n\r\n\u00e9\u20ac\ud83d\ude00z\n");
    byte[] bytes = new byte[1 + random.nextInt(80)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return bytes;
  }

  private static byte[] randomFrames(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(120) + 1];
    random.nextBytes(bytes);
    int at = 0;
    while (at + 2 <= bytes.length && random.nextInt(8) != 0) { // mostly good, then noise
      int length = random.nextInt(31);
      bytes[at] = 0;
      bytes[at + 1] = (byte) length;
      at += 2 + length;
    }
    return bytes;
  }
}
