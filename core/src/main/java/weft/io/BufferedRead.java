package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * Reads from a source in larger pieces and hands them out in smaller ones, lines for example.
 *
 * <p><b>Cancellation.</b> All progress is kept here, also half a line: an operation that is
 * cancelled can be begun again, and nothing is lost.
 *
 * <p><b>Threads.</b> One reader at a time, as with any source.
 */
public final class BufferedRead implements AsyncRead {
  private final AsyncRead source;
  private final int capacity;
  // From start to end: read and not yet handed out. Grows beyond the capacity while a delimiter is
  // looked for, as far as the caller's limit.
  private byte[] data;
  private ByteBuffer view;
  private int start;
  private int end;
  // So many bytes from start on have been searched for this delimiter, in vain.
  private int scanned;
  private byte scannedFor;

  private BufferedRead(AsyncRead source, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    this.source = source;
    this.capacity = capacity;
    this.data = new byte[capacity];
    this.view = ByteBuffer.wrap(data);
  }

  /** Over {@code source} with a buffer of 8 KiB. */
  public static BufferedRead of(AsyncRead source) {
    return new BufferedRead(source, Io.DEFAULT_BUFFER_SIZE);
  }

  /** Over {@code source} with a buffer of {@code capacity} bytes. */
  public static BufferedRead of(AsyncRead source, int capacity) {
    return new BufferedRead(source, capacity);
  }

  /** Reads what is buffered, else from the source; past the buffer if {@code dst} is as large. */
  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (buffered() == 0) {
      if (dst.remaining() >= capacity) {
        return source.pollRead(cx, dst);
      }
      int count = fill(cx, 0);
      if (count <= 0) {
        return count;
      }
    } else if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    int count = Math.min(dst.remaining(), buffered());
    dst.put(data, start, count);
    consume(count);
    return count;
  }

  /** How many bytes are here and can be read without asking the source. */
  public int buffered() {
    return end - start;
  }

  /**
   * A future of the next line, without its {@code \n} or {@code \r\n}, as UTF-8; null at the end of
   * the stream. The last line need not end with a line feed.
   *
   * <p><b>Errors.</b> {@link IOException} if the line is longer than {@code maxBytes}; {@link
   * CharacterCodingException} if it is not UTF-8. In both cases the bytes stay here and can be read
   * otherwise.
   *
   * @param maxBytes the longest line, its end included
   */
  @CheckReturnValue
  public Future<@Nullable String> readLine(int maxBytes) {
    return new LineFuture(this, requirePositive(maxBytes));
  }

  /**
   * A future of the bytes up to and including the next {@code delimiter}, or of the rest of the
   * stream if there is none any more; null at the end of the stream.
   *
   * <p><b>Errors.</b> {@link IOException} if these are more than {@code maxBytes}; they stay here.
   */
  @CheckReturnValue
  public Future<byte @Nullable []> readUntil(byte delimiter, int maxBytes) {
    return new UntilFuture(this, delimiter, requirePositive(maxBytes));
  }

  private static int requirePositive(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes < 1: " + maxBytes);
    }
    return maxBytes;
  }

  private static final class UntilFuture extends OnceFuture<byte @Nullable []> {
    private final BufferedRead in;
    private final byte delimiter;
    private final int maxBytes;

    UntilFuture(BufferedRead in, byte delimiter, int maxBytes) {
      this.in = in;
      this.delimiter = delimiter;
      this.maxBytes = maxBytes;
    }

    @Override
    Poll<byte @Nullable []> advance(Context cx) throws IOException {
      int length = in.pollUntil(cx, delimiter, maxBytes);
      if (IoResult.isPending(length)) {
        return Poll.pending();
      }
      if (IoResult.isEof(length)) {
        return Poll.end();
      }
      byte[] bytes = Arrays.copyOfRange(in.data, in.start, in.start + length);
      in.consume(length);
      return Poll.ready(bytes);
    }
  }

  private static final class LineFuture extends OnceFuture<@Nullable String> {
    private final BufferedRead in;
    private final int maxBytes;

    LineFuture(BufferedRead in, int maxBytes) {
      this.in = in;
      this.maxBytes = maxBytes;
    }

    @Override
    Poll<@Nullable String> advance(Context cx) throws IOException {
      int length = in.pollUntil(cx, (byte) '\n', maxBytes);
      if (IoResult.isPending(length)) {
        return Poll.pending();
      }
      if (IoResult.isEof(length)) {
        return Poll.end();
      }
      // Decoded before it is taken out: bytes that are no text stay for who reads them otherwise.
      String line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(in.data, in.start, in.withoutLineEnd(length)))
              .toString();
      in.consume(length);
      return Poll.ready(line);
    }
  }

  private int withoutLineEnd(int length) {
    if (data[start + length - 1] != '\n') {
      return length;
    }
    return length > 1 && data[start + length - 2] == '\r' ? length - 2 : length - 1;
  }

  /**
   * Looks for a delimiter, and takes nothing out.
   *
   * @return the length up to and including the delimiter, or of all that is left; {@link
   *     IoResult#EOF} if nothing is; or {@link IoResult#PENDING}
   */
  private int pollUntil(Context cx, byte delimiter, int maxBytes) throws IOException {
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    if (scannedFor != delimiter) {
      scannedFor = delimiter;
      scanned = 0;
    }
    while (true) {
      int searchable = Math.min(buffered(), maxBytes);
      for (; scanned < searchable; scanned++) {
        if (data[start + scanned] == delimiter) {
          return scanned + 1;
        }
      }
      if (buffered() >= maxBytes) {
        throw new IOException("no delimiter within " + maxBytes + " bytes: raise the limit");
      }
      int count = fill(cx, maxBytes);
      if (IoResult.isPending(count)) {
        cx.refund();
        return IoResult.PENDING;
      }
      if (IoResult.isEof(count)) {
        return buffered() == 0 ? IoResult.EOF : buffered();
      }
    }
  }

  /**
   * Reads once from the source.
   *
   * @param needed how many bytes the buffer may have to hold
   */
  private int fill(Context cx, int needed) throws IOException {
    if (end == data.length) {
      makeRoom(needed);
    }
    view.limit(data.length).position(end);
    try {
      return source.pollRead(cx, view);
    } finally {
      end = view.position();
    }
  }

  private void makeRoom(int needed) {
    byte[] roomier = data;
    if (start == 0) {
      long doubled = Math.min(2L * data.length, needed);
      roomier = new byte[(int) Math.max(doubled, data.length + 1L)];
      view = ByteBuffer.wrap(roomier);
    }
    System.arraycopy(data, start, roomier, 0, buffered());
    end -= start;
    start = 0;
    data = roomier;
  }

  private void consume(int count) {
    start += count;
    scanned = 0;
    if (start == end) {
      start = 0;
      end = 0;
      if (data.length > capacity) {
        data = new byte[capacity]; // one long line must not be paid for ever after
        view = ByteBuffer.wrap(data);
      }
    }
  }
}
