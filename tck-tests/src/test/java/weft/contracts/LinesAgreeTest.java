package weft.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.codec.FramedRead;
import weft.codec.LinesCodec;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Waker;
import weft.streams.Stream;
import weft.streams.Streams;
import weft.testkit.ScriptedIo;

/** {@code Streams.lines} and {@code LinesCodec} see the same lines, and fail at the same ones. */
class LinesAgreeTest {
  private static final int MAX = 3;
  private static final Context CX = Context.of(Waker.noop());

  private static ScriptedIo source(byte[] bytes, int cut) {
    ScriptedIo.Builder script = ScriptedIo.script();
    if (cut > 0) {
      script.read(java.util.Arrays.copyOf(bytes, cut));
    }
    if (cut < bytes.length) {
      script.read(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
    }
    return script.build();
  }

  /** The lines up to the end, or up to the first failure and what it was. */
  private static List<String> outcome(Stream<String> lines) throws Exception {
    List<String> got = new ArrayList<>();
    try {
      while (true) {
        Poll<String> poll = lines.pollNext(CX);
        if (poll.isPending()) {
          continue; // the script's next read
        }
        if (poll.get() == null) {
          return got;
        }
        got.add(poll.get());
      }
    } catch (IOException failure) {
      got.add(failure.getCause() instanceof CharacterCodingException ? "!text" : "!long");
      return got;
    } finally {
      lines.cancel();
    }
  }

  private static List<String> agreed(byte[] bytes, int cut) throws Exception {
    List<String> byStream = outcome(Streams.lines(source(bytes, cut), UTF_8, MAX));
    List<String> byCodec =
        outcome(FramedRead.of(source(bytes, cut), LinesCodec.withMaxLength(MAX)));
    assertThat(byStream)
        .as("%s cut at %d", java.util.Arrays.toString(bytes), cut)
        .isEqualTo(byCodec);
    return byStream;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\r",
        "\r\n",
        "\r\r\n",
        "a",
        "x\r",
        "abc\r",
        "abc\r\n",
        "abc\r\r\n",
        "ab\r\r",
        "abcd",
        "abcd\r",
        "abcd\nx",
        "abcdefgh",
        "a\rb\nc",
        "\u20ac\n\u20acx\n",
        "\ufffd\n",
        "a\n\nb"
      })
  void underEveryCut(String text) throws Exception {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> whole = agreed(bytes, bytes.length);
    for (int cut = 0; cut < bytes.length; cut++) {
      assertThat(agreed(bytes, cut)).isEqualTo(whole);
    }
  }

  @Test
  void whatWasDecided() throws Exception {
    assertThat(agreed("x\r".getBytes(UTF_8), 0)).containsExactly("x");
    assertThat(agreed("abc\r".getBytes(UTF_8), 0)).containsExactly("abc");
    assertThat(agreed(new byte[] {'a', '\n', (byte) 0xff, '\n'}, 0)).containsExactly("a", "!text");
    assertThat(agreed("\ufffd\n".getBytes(UTF_8), 0)).containsExactly("\ufffd");
  }

  @Test
  void onRandomBytes() throws Exception {
    byte[] alphabet = {'a', 'b', '\r', '\r', '\n', '\n', (byte) 0xc3, (byte) 0xa4, (byte) 0xff, 0};
    SplittableRandom random = new SplittableRandom(24);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(14)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      agreed(bytes, random.nextInt(bytes.length + 1));
    }
  }
}
