package weft.samples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes that look like requests: however they come, the same is understood. */
class RequestDecoderFuzzTest {
  private static final RequestLimits LIMITS = new RequestLimits(6, 40, 30, 500);
  private static final String[] PARTS = {
    "*",
    "$",
    "\r\n",
    "\r",
    "\n",
    "0",
    "1",
    "2",
    "3",
    "-1",
    "01",
    "999999999",
    "1000000000",
    "*-9223372036854775808\r\n",
    "*9223372036854775806\r\n",
    "$9223372036854775807\r\n",
    "*1\r\n$4\r\nPING\r\n",
    "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n",
    "$5\r\nhe\r\no\r\n",
    "$0\r\n\r\n",
    "PING\r\n",
    "set a 'b c'\r\n",
    "\"",
    "'",
    "\\x4",
    " ",
    "a",
    "*1\r\n$40\r\n0123456789012345678901234567890123456789\r\n"
  };

  /** Feeds {@code bytes} in pieces; what comes out, with the error if there is one. */
  private static List<String> decode(
      ByteBuf buffer, byte[] bytes, SplittableRandom cuts, int most) {
    RequestDecoder decoder = RequestDecoder.withLimits(LIMITS);
    List<String> seen = new ArrayList<>();
    try {
      int from = 0;
      while (from < bytes.length) {
        int length = Math.min(bytes.length - from, 1 + cuts.nextInt(most));
        buffer.writeBytes(bytes, from, length);
        from += length;
        for (Request r = decoder.decode(buffer); r != null; r = decoder.decode(buffer)) {
          seen.add(r.toString());
        }
        if (cuts.nextBoolean()) {
          buffer.discardReadBytes();
        }
      }
      int waiting = buffer.readableBytes();
      for (Request r = decoder.decodeEof(buffer); r != null; r = decoder.decodeEof(buffer)) {
        throw new AssertionError(waiting + " waiting bytes held a request: " + r);
      }
    } catch (ProtocolException e) {
      seen.add(String.valueOf(e.getMessage()));
    } finally {
      buffer.release();
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void howBytesAreCutAndWhereTheyLieMakesNoDifference(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int understood = 0;
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int parts = 1 + random.nextInt(12); parts > 0; parts--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
        if (random.nextInt(20) == 0) {
          text.append((char) random.nextInt(256));
        }
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      SplittableRandom cuts = random.split();
      List<String> whole = decode(Unpooled.buffer(), bytes, cuts, Integer.MAX_VALUE);
      assertThat(decode(Unpooled.buffer(), bytes, cuts, 1)).as("%s", text).isEqualTo(whole);
      assertThat(decode(Unpooled.buffer(), bytes, cuts, 7)).as("%s", text).isEqualTo(whole);
      assertThat(decode(Unpooled.directBuffer(), bytes, cuts, 7)).as("%s", text).isEqualTo(whole);
      ByteBuf slice = Unpooled.buffer(600).writeZero(100).slice(50, 500).clear();
      assertThat(decode(slice, bytes, cuts, 7)).as("%s", text).isEqualTo(whole);
      understood += whole.size();
    }
    assertThat(understood).as("most rounds get somewhere").isGreaterThan(5_000);
  }

  /** The least integer is a negative count like any other: an array that is no command. */
  @Test
  void theLeastIntegerIsNoCommand() {
    byte[] bytes =
        "*-9223372036854775808\r\n*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(decode(Unpooled.buffer(), bytes, new SplittableRandom(0), 100))
        .containsExactly("[PING]");
  }
}
