package weft.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.io.AsyncRead;
import weft.io.IoResult;

/**
 * The lines of a source of bytes, without their ends ({@code \n} or {@code \r\n}). It agrees with
 * the codec for lines, which this module cannot see, on every input in UTF-8.
 */
final class LinesSource extends AbstractStream<String> {
  private static final int LINE_END = 2; // bytes that may follow the longest line

  private final AsyncRead source;
  private final Charset charset;
  private final int maxLineLength;
  private byte[] bytes;
  private int start; // of the next line
  private int scanned; // no line end from start up to here
  private int end; // of what was read
  private boolean sourceEnded;

  LinesSource(AsyncRead source, Charset charset, int maxLineLength) {
    this.source = Objects.requireNonNull(source, "source");
    this.charset = requireLineFeeds(Objects.requireNonNull(charset, "charset"));
    this.maxLineLength = Sizes.requirePositive(maxLineLength, "maxLineLength");
    this.bytes = new byte[(int) Math.min(8192L, maxLineLength + (long) LINE_END)];
  }

  /** Line ends are looked for among the bytes. */
  private static Charset requireLineFeeds(Charset charset) {
    if (!new String(new byte[] {'\n'}, charset).equals("\n")) {
      throw new IllegalArgumentException(
          "a line feed in "
              + charset
              + " is not the single byte 0x0A: read all of it and decode that, or let the peer"
              + " send UTF-8");
    }
    return charset;
  }

  @Override
  public Poll<@Nullable String> pollNext(Context cx) throws IOException {
    requireActive();
    while (true) {
      while (scanned < end && bytes[scanned] != '\n') {
        scanned++;
      }
      if (scanned < end) {
        return cx.proceed() ? Poll.ready(takeLine()) : Poll.pending();
      }
      if (sourceEnded) {
        return start == end ? end() : Poll.ready(takeRest());
      }
      makeRoom();
      ByteBuffer free = ByteBuffer.wrap(bytes, end, bytes.length - end);
      int count = source.pollRead(cx, free);
      if (IoResult.isPending(count)) {
        return Poll.pending();
      }
      sourceEnded = IoResult.isEof(count);
      end = free.position();
    }
  }

  private String takeLine() throws IOException {
    String line = decode(scanned);
    start = scanned + 1;
    scanned = start;
    return line;
  }

  private String takeRest() throws IOException {
    String line = decode(end);
    start = end;
    return line;
  }

  private String decode(int lineEnd) throws IOException {
    int contentEnd = lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    int length = contentEnd - start;
    if (length > maxLineLength) {
      throw tooLong();
    }
    String line = new String(bytes, start, length, charset);
    if (line.indexOf('\uFFFD') >= 0) {
      requireText(length); // it was sent, or it stands for what is no text
    }
    return line;
  }

  private void requireText(int length) throws IOException {
    try {
      charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException malformed) {
      throw new IOException("a line of " + length + " bytes is not " + charset, malformed);
    }
  }

  private void makeRoom() throws IOException {
    if (end < bytes.length) {
      return;
    }
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
    } else if (bytes.length < maxLineLength + (long) LINE_END) {
      long larger = Math.min(2L * bytes.length, maxLineLength + (long) LINE_END);
      bytes = Arrays.copyOf(bytes, (int) Math.min(larger, Integer.MAX_VALUE - 8));
    } else {
      throw tooLong();
    }
    scanned -= start;
    end -= start;
    start = 0;
  }

  private IOException tooLong() {
    return new IOException("line longer than " + maxLineLength + " bytes: raise maxLineLength");
  }

  @Override
  public void cancel() {
    finish();
  }
}
