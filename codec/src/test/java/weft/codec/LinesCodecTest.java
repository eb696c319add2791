package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
  void encodesAndRefusesLineBreaks() throws Exception {
    ByteBuf out = Unpooled.buffer();
    new LinesCodec().encode("gr\u00fc\u00dfe", out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("gr\u00fc\u00dfe\n");
    assertThatThrownBy(() -> new LinesCodec().encode("a\rb", out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index 1");
    assertThatThrownBy(() -> LinesCodec.withMaxLength(0)).hasMessage("maxLength < 1: 0");
  }
}
