package weft.samples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RepliesTest {
  private static String whole(Reply reply) {
    ByteBuf out = Unpooled.buffer();
    assertThat(reply.writeTo(out, Integer.MAX_VALUE)).isTrue();
    String text = out.toString(StandardCharsets.ISO_8859_1);
    out.release();
    return text;
  }

  /** Writes with a buffer that is emptied between the parts; checks how full it gets. */
  private static String inParts(Reply reply, int softLimit, int hardLimit) {
    ByteBuf out = Unpooled.buffer();
    StringBuilder text = new StringBuilder();
    boolean done = false;
    while (!done) {
      done = reply.writeTo(out, softLimit);
      assertThat(out.readableBytes()).isLessThanOrEqualTo(hardLimit);
      assertThat(done || out.isReadable()).as("every call gets on").isTrue();
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.clear();
    }
    out.release();
    return text.toString();
  }

  @Test
  void simpleForms() {
    assertThat(whole(Replies.OK)).isEqualTo("+OK\r\n");
    assertThat(whole(Replies.error("ERR a\r\nb"))).isEqualTo("-ERR a  b\r\n");
    assertThat(whole(Replies.bulk((Bytes) null))).isEqualTo("$-1\r\n");
    assertThat(whole(Replies.bulk(""))).isEqualTo("$0\r\n\r\n");
    assertThat(whole(Replies.bulks(Bytes.of("a"), null))).isEqualTo("*2\r\n$1\r\na\r\n$-1\r\n");
    assertThat(whole(Replies.bulks())).isEqualTo("*0\r\n");
    assertThat(whole(Replies.array(Replies.integer(1), Replies.OK)))
        .isEqualTo("*2\r\n:1\r\n+OK\r\n");
  }

  @Test
  void integers() {
    for (long value :
        new long[] {0, 9, 10, 255, 256, -1, -10, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(whole(Replies.integer(value))).isEqualTo(":" + value + "\r\n");
    }
  }

  @Test
  void anyPartingGivesTheSameBytes() {
    List<Supplier<Reply>> replies = new ArrayList<>();
    replies.add(() -> Replies.bulk("x".repeat(1000)));
    replies.add(
        () -> {
          Bytes[] elements = new Bytes[40];
          for (int i = 0; i < elements.length; i++) {
            elements[i] = i == 5 ? null : Bytes.of("e".repeat(i * i % 97));
          }
          return Replies.bulks(elements);
        });
    replies.add(
        () ->
            Replies.array(
                Replies.bulk("a".repeat(50)),
                Replies.array(Replies.bulks(Bytes.of("b".repeat(70)), Bytes.of("c")), Replies.OK),
                Replies.integer(7)));
    replies.add(() -> Replies.sequence(List.of(Replies.bulk("d".repeat(33)), Replies.OK)));
    for (Supplier<Reply> reply : replies) {
      String expected = whole(reply.get());
      for (int softLimit = 0; softLimit < 150; softLimit++) {
        assertThat(inParts(reply.get(), softLimit, softLimit + 40)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aHugeArrayNeedsASmallBuffer() {
    Bytes[] elements = new Bytes[100_000];
    Arrays.fill(elements, Bytes.of("0123456789"));
    elements[500] = Bytes.of("y".repeat(1_000_000));
    String text = inParts(Replies.bulks(elements), 8192, 8192 + 40);
    assertThat(text).hasSize(9 + 17 * 99_999 + 1_000_000 + 12);
  }
}
