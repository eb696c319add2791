package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Waker;

class LinesCodecTest {

  /** What a codec makes of chunks that arrive one by one: lines, errors as {@code !}, the end. */
  private static List<String> decode(LinesCodec codec, byte[]... chunks) {
    ByteBuf in = Unpooled.buffer();
    List<String> out = new ArrayList<>();
    for (byte[] chunk : chunks) {
      in.writeBytes(chunk);
      drain(out, () -> codec.decode(in));
    }
    drain(out, () -> codec.decodeEof(in));
    assertThat(in.isReadable()).isFalse();
    return out;
  }

  private interface Step {
    @Nullable String next() throws FrameException;
  }

  private static void drain(List<String> out, Step step) {
    while (true) {
      try {
        String line = step.next();
        if (line == null) {
          return;
        }
        out.add(line);
      } catch (FrameTooLongException tooLong) {
        out.add("!long");
      } catch (FrameException malformed) {
        out.add("!text");
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void bothEndingsAndTheUnterminatedRest() {
    assertThat(decode(new LinesCodec(), utf8("a\nb\r\n\nlast")))
        .containsExactly("a", "b", "", "last");
  }

  @Test
  void everySplitGivesTheSameLines() {
    byte[] all = utf8("gr\u00fc\u00dfe \ud83d\ude00\r\n\r\nabc\ntoolong-toolong\r\nok\r\nrest");
    List<String> whole = decode(LinesCodec.withMaxLength(12), all);
    assertThat(whole)
        .containsExactly("gr\u00fc\u00dfe \ud83d\ude00", "", "abc", "!long", "ok", "rest");
    for (int cut = 0; cut <= all.length; cut++) {
      byte[] head = java.util.Arrays.copyOfRange(all, 0, cut);
      byte[] tail = java.util.Arrays.copyOfRange(all, cut, all.length);
      assertThat(decode(LinesCodec.withMaxLength(12), head, tail))
          .as("cut %d", cut)
          .isEqualTo(whole);
    }
    byte[][] single = new byte[all.length][];
    for (int i = 0; i < all.length; i++) {
      single[i] = new byte[] {all[i]};
    }
    assertThat(decode(LinesCodec.withMaxLength(12), single)).isEqualTo(whole);
  }

  @Test
  void exactLengthIsAllowedAndOneMoreIsNot() {
    assertThat(decode(LinesCodec.withMaxLength(3), utf8("abc\n"))).containsExactly("abc");
    assertThat(decode(LinesCodec.withMaxLength(3), utf8("abc\r"), utf8("\n")))
        .containsExactly("abc");
    assertThat(decode(LinesCodec.withMaxLength(3), utf8("abcd\nx\n")))
        .containsExactly("!long", "x");
    assertThat(decode(LinesCodec.withMaxLength(3), utf8("abc"))).containsExactly("abc");
    assertThat(decode(LinesCodec.withMaxLength(3), utf8("abcd"))).containsExactly("!long");
  }

  @Test
  void tooLongLineFailsOnceHoweverLongItIs() {
    LinesCodec codec = LinesCodec.withMaxLength(3);
    assertThat(decode(codec, utf8("xxxxx"), utf8("xxxxxxxx"), utf8("xx\nok\n")))
        .containsExactly("!long", "ok");
  }

  @Test
  void malformedTextFailsItsLineOnly() {
    byte[] bytes = {'a', (byte) 0xff, 'b', '\n', 'o', 'k', '\n'};
    assertThat(decode(new LinesCodec(), bytes)).containsExactly("!text", "ok");
  }

  @Test
  void onlyOneCarriageReturnBelongsToTheEnding() throws Exception {
    assertThat(decode(new LinesCodec(), utf8("a\rb\n\r\r\n\rc\r\n\r\n\rd\r")))
        .containsExactly("a\rb", "\r", "\rc", "", "\rd");
    ByteBuf out = Unpooled.buffer();
    for (String line : List.of("a\rb", "a\r", "\r", "")) {
      new LinesCodec().encode(line, out);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\rb\na\r\r\n\r\r\n\n");
  }

  /** Whatever a peer sends, each line can be sent on, and is the same line there. */
  @Test
  void whateverIsDecodedCanBeSentAndArrives() throws Exception {
    String alphabet = "a\r\n\r\n\u00e9\0\u2028";
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<String> lines = decode(LinesCodec.withMaxLength(16), utf8(text.toString()));
      ByteBuf sent = Unpooled.buffer();
      for (String line : lines) {
        LinesCodec.withMaxLength(16).encode(line, sent);
      }
      byte[] bytes = new byte[sent.readableBytes()];
      sent.readBytes(bytes);
      assertThat(decode(LinesCodec.withMaxLength(16), bytes)).as("%s", text).isEqualTo(lines);
    }
  }

  @Test
  void anEchoOutlivesEveryCarriageReturn() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("a\rb\n\r\r\nx\r\nlast\r").eof();
    FramedHalves<String, String> halves =
        Framed.<String, String, LinesCodec>of(io, new LinesCodec()).split();
    Future<Void> echo = halves.reader().forward(halves.writer());
    assertThat(echo.poll(Context.of(Waker.noop())).isReady()).isTrue();
    assertThat(io.writtenText()).isEqualTo("a\rb\n\r\r\nx\nlast\n");
  }

  @Test
  void halfOfASurrogatePairIsRefusedWithItsIndex() throws Exception {
    ByteBuf out = Unpooled.buffer();
    for (String half : List.of("ab\ud83d", "ab\ud83dc", "ab\ude00", "ab\ud83d\ud83d\ude00")) {
      assertThatThrownBy(() -> new LinesCodec().encode(half, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate pair at index 2");
    }
    assertThat(out.isReadable()).isFalse();
    new LinesCodec().encode("\ud83d\ude00", out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\ud83d\ude00\n");
  }

  @Test
  void encodesAndRefusesLineFeeds() throws Exception {
    ByteBuf out = Unpooled.buffer();
    new LinesCodec().encode("gr\u00fc\u00dfe", out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("gr\u00fc\u00dfe\n");
    assertThatThrownBy(() -> new LinesCodec().encode("a\nb", out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line feed at index 1");
    assertThatThrownBy(() -> LinesCodec.withMaxLength(0)).hasMessage("maxLength < 1: 0");
  }
}
