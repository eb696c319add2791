package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Netty's line and string decoders: an ending that is split between {@code \r} and {@code \n}, and
 * a character of several bytes that is split between two reads, which was decoded in two halves.
 */
class NettyLineSplitTest {

  private static List<String> decode(LinesCodec codec, byte[] bytes, int cut)
      throws FrameException {
    ByteBuf in = Unpooled.buffer();
    List<String> lines = new ArrayList<>();
    in.writeBytes(bytes, 0, cut);
    for (String line; (line = codec.decode(in)) != null; ) {
      lines.add(line);
    }
    in.writeBytes(bytes, cut, bytes.length - cut);
    for (String line; (line = codec.decode(in)) != null; ) {
      lines.add(line);
    }
    assertThat(in.isReadable()).isFalse();
    return lines;
  }

  @Test
  void endingsAndCharactersMayBeCutAnywhere() throws Exception {
    byte[] bytes = "a\r\n\u20ac\ud83d\ude00\r\n\r\nb\n".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(decode(new LinesCodec(), bytes, cut))
          .as("cut at %d", cut)
          .containsExactly("a", "\u20ac\ud83d\ude00", "", "b");
    }
  }

  @Test
  void endingThatIsCutAtTheLimitIsNoPartOfTheLine() throws Exception {
    byte[] bytes = "abc\r\nd\n".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(decode(LinesCodec.withMaxLength(3), bytes, cut)).containsExactly("abc", "d");
    }
  }
}
