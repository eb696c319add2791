package weft.samples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
  private static final RequestLimits SMALL = new RequestLimits(4, 10, 32, 400);

  /** What came out of the decoder: the requests, then the error if there was one. */
  private static List<String> decode(RequestLimits limits, byte[]... pieces) {
    RequestDecoder decoder = RequestDecoder.withLimits(limits);
    ByteBuf buffer = Unpooled.buffer();
    List<String> seen = new ArrayList<>();
    try {
      for (byte[] piece : pieces) {
        buffer.writeBytes(piece);
        Request request = decoder.decode(buffer);
        while (request != null) {
          seen.add(request.toString());
          request = decoder.decode(buffer);
        }
        buffer.discardReadBytes();
      }
    } catch (ProtocolException e) {
      seen.add(String.valueOf(e.getMessage()));
    } finally {
      buffer.release();
    }
    return seen;
  }

  private static List<String> decode(String text) {
    return decode(RequestLimits.DEFAULT, bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$12\r\nhello\r\nworld\r\n*1\r\n$4\r\nPING\r\n",
        "PING\r\nset a 'b c'\n\r\n*2\r\n$4\r\nECHO\r\n$0\r\n\r\nget \"\\x41\\n\"\r\n",
        "*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n*2\r\n$1\r\na\r\n$x\r\n",
        "*1\r\nPING\r\n",
        "get 'a\r\n",
        "*01\r\n"
      })
  void everyCutInTwoAndThreeGivesTheSame(String text) {
    byte[] all = bytes(text);
    List<String> whole = decode(RequestLimits.DEFAULT, all);
    assertThat(whole).isNotEmpty();
    for (int i = 0; i <= all.length; i++) {
      for (int j = i; j <= all.length; j++) {
        byte[] first = Arrays.copyOfRange(all, 0, i);
        byte[] second = Arrays.copyOfRange(all, i, j);
        byte[] third = Arrays.copyOfRange(all, j, all.length);
        assertThat(decode(RequestLimits.DEFAULT, first, second, third))
            .as("cut at %d and %d", i, j)
            .isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9\r\nhello\r\nwo\r\n*1\r\n$4\r\nPING\r\n",
        "a b c d e\r\n",
        "*1\r\n$11\r\n",
        "*5\r\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
        "*1111111111111111111111111111111111111111111111111111111111\r\n",
        "*1\r\n$111111111111111111111111111111111111111111111111111111\r\n"
      })
  void limitsDoNotDependOnHowTheBytesAreCut(String text) {
    byte[] all = bytes(text);
    byte[][] single = new byte[all.length][];
    for (int i = 0; i < all.length; i++) {
      single[i] = new byte[] {all[i]};
    }
    assertThat(decode(SMALL, single)).isEqualTo(decode(SMALL, all));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*x\\r\\n | invalid multibulk length",
        "*\\r\\n | invalid multibulk length",
        "*+1\\r\\n | invalid multibulk length",
        "*2147483648\\r\\n | invalid multibulk length",
        "*99999999999999999999999\\r\\n | invalid multibulk length",
        "*1\\r\\n$\\r\\n | invalid bulk length",
        "*1\\r\\n$-1\\r\\n | invalid bulk length",
        "*1\\r\\n$536870913\\r\\n | invalid bulk length",
        "*1\\r\\n:1\\r\\n | expected '$', got ':'",
        "get \"a\\r\\n | unbalanced quotes in request",
        "get \"a\"b\\r\\n | unbalanced quotes in request",
        "get 'a'b\\r\\n | unbalanced quotes in request"
      })
  void malformedBytesAreNamed(String escaped, String error) {
    String text = escaped.replace("\\r", "\r").replace("\\n", "\n");
    assertThat(decode(text)).containsExactly("Protocol error: " + error);
  }

  @Test
  void linesThatDoNotEndAreRefusedAtTheLimit() {
    assertThat(decode("*" + "1".repeat(70_000)))
        .containsExactly("Protocol error: too big mbulk count string");
    assertThat(decode("*1\r\n$" + "1".repeat(70_000)))
        .containsExactly("Protocol error: too big bulk count string");
    assertThat(decode("a".repeat(70_000)))
        .containsExactly("Protocol error: too big inline request");
  }

  @Test
  void theErrorReplyIsOneLine() throws Exception {
    RequestDecoder decoder = RequestDecoder.withLimits(RequestLimits.DEFAULT);
    ByteBuf in = Unpooled.wrappedBuffer(bytes("*1\r\n\r\n"));
    ByteBuf out = Unpooled.buffer();
    try {
      decoder.decode(in);
      throw new AssertionError("decoded");
    } catch (ProtocolException e) {
      e.errorReply().writeTo(out, 100);
    }
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("-ERR Protocol error: expected '$', got ' '\r\n");
    in.release();
    out.release();
  }

  @Test
  void theLimitsThemselvesAreAllowed() {
    assertThat(decode(SMALL, bytes("*4\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$10\r\n0123456789\r\n")))
        .containsExactly("[a, b, c, 0123456789]");
    assertThat(decode(SMALL, bytes("x".repeat(32) + "\n")))
        .containsExactly("[" + "x".repeat(32) + "]");
    assertThat(decode(SMALL, bytes("*5\r\n")))
        .containsExactly("Protocol error: invalid multibulk length");
    assertThat(decode(SMALL, bytes("*1\r\n$11\r\n")))
        .containsExactly("Protocol error: invalid bulk length");
    assertThat(decode(SMALL, bytes("x".repeat(33) + "\n")))
        .containsExactly("Protocol error: too big inline request");
  }

  @Test
  void aRequestThatIsTooBigAltogetherIsRefusedBeforeItIsRead() {
    RequestLimits limits = new RequestLimits(1000, 1000, 100, 500);
    assertThat(decode(limits, bytes("*2\r\n$300\r\n" + "x".repeat(300) + "\r\n$300\r\n")))
        .containsExactly("Protocol error: too big request");
    assertThat(decode(limits, bytes("*1000\r\n" + "$0\r\n\r\n".repeat(100))))
        .containsExactly("Protocol error: too big request");
  }

  @Test
  void aClaimedLengthAllocatesNothing() throws Exception {
    RequestLimits limits = new RequestLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 100, 1L << 40);
    List<RequestDecoder> waiting = new ArrayList<>();
    ByteBuf in = Unpooled.buffer();
    // Were the claims believed, this would take 20 000 GiB.
    for (int i = 0; i < 10_000; i++) {
      RequestDecoder decoder = RequestDecoder.withLimits(limits);
      in.writeBytes(bytes("*2147483647\r\n$2147483647\r\nabc"));
      assertThat(decoder.decode(in)).isNull();
      assertThat(in.isReadable()).as("all has been taken in").isFalse();
      in.clear();
      waiting.add(decoder);
    }
    in.release();
  }

  @Test
  void aLongBulkFedByteByByteTakesLinearWork() throws Exception {
    int length = 4 << 20;
    RequestDecoder decoder = RequestDecoder.withLimits(RequestLimits.DEFAULT);
    ByteBuf in = Unpooled.buffer(64);
    in.writeBytes(bytes("*1\r\n$" + length + "\r\n"));
    Request request = decoder.decode(in);
    for (int i = 0; i < length + 2; i++) {
      if (request != null) {
        throw new AssertionError("complete after " + i + " bytes");
      }
      in.discardReadBytes();
      in.writeByte('x');
      request = decoder.decode(in);
    }
    assertThat(request).isNotNull();
    assertThat(request.argument(0).length()).isEqualTo(length);
    assertThat(in.capacity()).as("the buffer needs no room for the string").isEqualTo(64);
    in.release();
  }

  @Test
  void anUnfinishedLineIsNotSearchedAgain() throws Exception {
    RequestLimits limits = new RequestLimits(10, 100, 1 << 20, 1 << 20);
    RequestDecoder decoder = RequestDecoder.withLimits(limits);
    ByteBuf in = Unpooled.buffer();
    // A million searches from the start would read 5 * 10^11 bytes and not end in time.
    for (int i = 0; i < 1 << 20; i++) {
      in.writeByte('x');
      if (decoder.decode(in) != null) {
        throw new AssertionError("a request after " + i + " bytes");
      }
    }
    in.release();
  }

  @Test
  void theEndDropsAnUnfinishedRequest() throws Exception {
    RequestDecoder decoder = RequestDecoder.withLimits(RequestLimits.DEFAULT);
    ByteBuf in = Unpooled.copiedBuffer(bytes("*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nEC"));
    assertThat(String.valueOf(decoder.decodeEof(in))).isEqualTo("[PING]");
    assertThat(decoder.decodeEof(in)).isNull();
    assertThat(in.isReadable()).isFalse();
    in.release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b  c | [a, b, c]",
        "'a b' c | [a b, c]",
        "\"a\\\"b\" | [a\"b]",
        "'it\\'s' | [it's]",
        "'\\n' | [\\n]",
        "\"\\x41\\x4z\" | [Ax4z]",
        "'' x | [, x]",
        "pre\"fix\" | [prefix]",
        "\"\\t\\q\" | [\tq]"
      })
  void inlineQuoting(String line, String expected) {
    assertThat(decode(line + "\r\n")).containsExactly(expected);
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(() -> new RequestLimits(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxArguments <= 0: 0");
  }
}
