package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 text that end with {@code \n} or {@code \r\n}; the ending is not part of the line.
 *
 * <p>A line longer than the limit fails once with {@link FrameTooLongException}; if decoding goes
 * on, the rest of that line is skipped. Malformed UTF-8 fails that line. What follows the last line
 * ending is a line at the end of the stream. Bytes are looked at once, however they arrive.
 *
 * <p><b>What is sent is what arrives</b>, if it is within the limit there, and whatever was decoded
 * can be sent on: no line of a peer makes the sending side of an echo fail. Only {@code \n} ends a
 * line, so a line to encode may contain anything but {@code \n}, which would end it early, and half
 * of a surrogate pair, which has no UTF-8; both are refused with their index. One {@code \r} before
 * the {@code \n} belongs to the ending, one at any other place to the line. A line that itself ends
 * with {@code \r} is therefore sent with the ending {@code \r\n}, of which the decoder takes off no
 * more than that: {@code "a\r"} travels as {@code "a\r\r\n"}.
 *
 * <p>Other programs may take every {@code \r} for an ending (as {@link java.io.BufferedReader}
 * does): refuse it yourself where it comes from strangers and goes to one of those.
 */
public final class LinesCodec implements Decoder<String>, Encoder<String> {
  /**
   * The limit unless another is given: longer lines are rare, and a peer can send them for free.
   */
  public static final int DEFAULT_MAX_LENGTH = 64 * 1024;

  private final int maxLength;
  private int searched; // readable bytes known to hold no line break
  private boolean skipping; // inside a line that was too long

  /** Lines of at most 64 KiB. */
  public LinesCodec() {
    this(DEFAULT_MAX_LENGTH);
  }

  private LinesCodec(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * Lines of at most {@code bytes} bytes, the ending not counted.
   *
   * @param bytes at least 1
   */
  public static LinesCodec withMaxLength(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxLength < 1: " + bytes);
    }
    return new LinesCodec(bytes);
  }

  /** The longest line that is accepted, in bytes. */
  public int maxLength() {
    return maxLength;
  }

  @Override
  public @Nullable String decode(ByteBuf in) throws FrameException {
    while (true) {
      int length = indexOfBreak(in);
      if (skipping) {
        if (length < 0) {
          in.skipBytes(in.readableBytes());
          searched = 0;
          return null;
        }
        in.skipBytes(length + 1);
        searched = 0;
        skipping = false;
        continue;
      }
      if (length < 0) {
        // One byte more than the limit may be the \r of an ending that has not arrived whole.
        int held = in.readableBytes();
        if (held > maxLength + 1L || (held == maxLength + 1L && last(in) != '\r')) {
          skipping = true;
          in.skipBytes(held);
          searched = 0;
          throw tooLong("a line");
        }
        searched = held;
        return null;
      }
      searched = 0;
      int text =
          length > 0 && in.getByte(in.readerIndex() + length - 1) == '\r' ? length - 1 : length;
      if (text > maxLength) {
        in.skipBytes(length + 1);
        throw tooLong("a line of " + text + " bytes");
      }
      int start = in.readerIndex();
      in.skipBytes(length + 1);
      return text(in, start, text);
    }
  }

  @Override
  public @Nullable String decodeEof(ByteBuf in) throws FrameException {
    String line = decode(in);
    if (line != null || !in.isReadable()) {
      skipping = false;
      return line;
    }
    int length = in.readableBytes();
    int start = in.readerIndex();
    int text = last(in) == '\r' ? length - 1 : length;
    in.skipBytes(length);
    searched = 0;
    return text(in, start, text);
  }

  @Override
  public void encode(String line, ByteBuf out) {
    requireEncodable(line);
    ByteBufUtil.writeUtf8(out, line);
    if (line.endsWith("\r")) {
      out.writeByte('\r'); // or the decoder would take the line's own for a part of the ending
    }
    out.writeByte('\n');
  }

  /** The number of bytes before the first line break, or -1. */
  private int indexOfBreak(ByteBuf in) {
    int from = in.readerIndex() + searched;
    int at = in.indexOf(from, in.writerIndex(), (byte) '\n');
    return at < 0 ? -1 : at - in.readerIndex();
  }

  private static void requireEncodable(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\n') {
        throw new IllegalArgumentException(
            "a line contains a line feed at index " + i + ": send it as several lines");
      }
      if (Character.isSurrogate(line.charAt(i))) {
        if (Character.charCount(line.codePointAt(i)) == 1) {
          throw new IllegalArgumentException(
              "a line contains half of a surrogate pair at index " + i + ": it has no UTF-8");
        }
        i++;
      }
    }
  }

  private static byte last(ByteBuf in) {
    return in.getByte(in.writerIndex() - 1);
  }

  private FrameTooLongException tooLong(String what) {
    return new FrameTooLongException(what, maxLength);
  }

  private static String text(ByteBuf in, int start, int length) throws FrameException {
    if (isAscii(in, start, length)) {
      return in.toString(start, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(in.nioBuffer(start, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new FrameException("a line of " + length + " bytes is not UTF-8", malformed);
    }
  }

  private static boolean isAscii(ByteBuf in, int start, int length) {
    return in.forEachByte(start, length, b -> b >= 0) < 0;
  }
}
