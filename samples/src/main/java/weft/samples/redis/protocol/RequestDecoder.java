package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.codec.Decoder;

/**
 * Turns bytes into requests: arrays of bulk strings, or inline commands.
 *
 * <p><b>Incremental.</b> What has been understood is consumed at once and kept here, so the same
 * bytes are never looked at twice and feeding single bytes costs linear work. Nothing is allocated
 * because a length was claimed; memory follows the bytes that have come.
 *
 * <p><b>Errors.</b> A {@link ProtocolException} is final: the decoder must not be used again.
 *
 * <p>One decoder serves one connection and is not safe for use by several threads at a time.
 */
public final class RequestDecoder implements Decoder<Request> {
  private static final int NO_HEADER = -1;
  private static final long INCOMPLETE = Long.MIN_VALUE;

  /** No command has a longer name; what is kept must not be what a client likes to send. */
  private static final int MAX_KEPT_NAME = 32;

  private static final Bytes[] NONE = {};
  private static final byte[] NO_BYTES = {};

  private final RequestLimits limits;

  /** Arguments still to come of the request in work; 0 between requests. */
  private int missing;

  /** Length of the argument in work, or NO_HEADER when its header has not been read. */
  private int bulkLength = NO_HEADER;

  private @Nullable BulkAssembler assembler;

  /** The finished bulk string whose two closing bytes are still to come. */
  private @Nullable Bytes unterminated;

  private Bytes[] arguments = NONE;
  private int argumentCount;
  private long requestLength;

  /** Bytes behind the position that are known not to end the line. */
  private int scanned;

  /** The name of the request before: pipelines repeat theirs, so it is often that of the next. */
  private Bytes lastName = Bytes.EMPTY;

  /** While decoding: the array with the bytes, those not consumed being from position to limit. */
  private byte[] bytes = NO_BYTES;

  private int position;
  private int limit;

  private RequestDecoder(RequestLimits limits) {
    this.limits = limits;
  }

  /** A decoder for one connection. */
  public static RequestDecoder withLimits(RequestLimits limits) {
    return new RequestDecoder(limits);
  }

  /**
   * The next request, or null when more bytes are needed.
   *
   * <p>Looks at single bytes, and therefore at the array behind {@code in}, which the buffers of
   * {@code Framed} have; of any other a copy is made.
   *
   * @throws ProtocolException if the bytes are malformed or beyond a limit
   */
  @Override
  public @Nullable Request decode(ByteBuf in) throws ProtocolException {
    int origin;
    if (in.hasArray()) {
      bytes = in.array();
      origin = in.arrayOffset();
    } else {
      bytes = ByteBufUtil.getBytes(in);
      origin = -in.readerIndex();
    }
    position = origin + in.readerIndex();
    limit = origin + in.writerIndex();
    try {
      return next();
    } finally {
      in.readerIndex(position - origin);
      bytes = NO_BYTES;
    }
  }

  private @Nullable Request next() throws ProtocolException {
    while (true) {
      if (missing > 0) {
        return readArguments() ? finish() : null;
      }
      if (position == limit) {
        return null;
      }
      if (bytes[position] == '*') {
        if (!readArrayHeader()) {
          return null;
        }
      } else {
        Bytes[] words = readInline();
        if (words == null) {
          return null;
        }
        if (words.length > 0) {
          return Request.of(words);
        }
      }
    }
  }

  /** Like {@link #decode}, when no more bytes will come: an unfinished request is dropped. */
  @Override
  public @Nullable Request decodeEof(ByteBuf in) throws ProtocolException {
    Request request = decode(in);
    if (request == null) {
      in.skipBytes(in.readableBytes());
    }
    return request;
  }

  private boolean readArrayHeader() throws ProtocolException {
    long count = readHeader("too big mbulk count string");
    if (count == INCOMPLETE) {
      return false;
    }
    if (count > limits.maxArguments()) {
      throw new ProtocolException("invalid multibulk length");
    }
    // An empty or a null array is no command and no error.
    missing = (int) Math.max(0, count);
    argumentCount = 0;
    requestLength = 0;
    arguments = missing == 0 ? NONE : new Bytes[Math.min(missing, 8)];
    return true;
  }

  private boolean readArguments() throws ProtocolException {
    while (missing > 0) {
      if (bulkLength == NO_HEADER && !readBulkHeader()) {
        return false;
      }
      if (unterminated == null) {
        unterminated = readBulk();
        if (unterminated == null) {
          return false;
        }
      }
      // The two bytes behind a bulk string are skipped unseen, as Redis does.
      if (limit - position < 2) {
        return false;
      }
      position += 2;
      addArgument(unterminated);
      unterminated = null;
      bulkLength = NO_HEADER;
      missing--;
    }
    return true;
  }

  private boolean readBulkHeader() throws ProtocolException {
    // Redis complains of another type only when the line is complete, and so do we.
    byte first = position < limit ? bytes[position] : 0;
    long length = readHeader("too big bulk count string");
    if (length == INCOMPLETE) {
      return false;
    }
    if (first != '$') {
      throw new ProtocolException("expected '$', got '" + (char) (first & 0xff) + "'");
    }
    if (length < 0 || length > limits.maxBulkLength()) {
      throw new ProtocolException("invalid bulk length");
    }
    requestLength += length + RequestLimits.ARGUMENT_OVERHEAD;
    if (requestLength > limits.maxRequestLength()) {
      throw new ProtocolException("too big request");
    }
    bulkLength = (int) length;
    return true;
  }

  private @Nullable Bytes readBulk() {
    int length = bulkLength;
    if (assembler == null) {
      if (limit - position >= length) {
        int start = position;
        position += length;
        return argumentCount == 0 ? name(start, length) : Bytes.copyOf(bytes, start, length);
      }
      assembler = new BulkAssembler(length);
    }
    position += assembler.fill(bytes, position, limit - position);
    if (!assembler.isFull()) {
      return null;
    }
    Bytes bulk = assembler.toBytes();
    assembler = null;
    return bulk;
  }

  private Bytes name(int start, int length) {
    if (length > MAX_KEPT_NAME) {
      return Bytes.copyOf(bytes, start, length);
    }
    if (!lastName.isEqualTo(bytes, start, length)) {
      lastName = Bytes.copyOf(bytes, start, length);
    }
    return lastName;
  }

  private void addArgument(Bytes argument) {
    if (argumentCount == arguments.length) {
      arguments = Arrays.copyOf(arguments, Math.min(2 * argumentCount, argumentCount + missing));
    }
    arguments[argumentCount++] = argument;
  }

  private Request finish() {
    Bytes[] complete =
        argumentCount == arguments.length ? arguments : Arrays.copyOf(arguments, argumentCount);
    arguments = NONE;
    return Request.of(complete);
  }

  private Bytes @Nullable [] readInline() throws ProtocolException {
    int newline = find((byte) '\n', "too big inline request");
    if (newline < 0) {
      return null;
    }
    int end = newline > position && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    Bytes[] words = InlineSplitter.split(Arrays.copyOfRange(bytes, position, end));
    if (words.length > limits.maxArguments()) {
      throw new ProtocolException("too big inline request");
    }
    position = newline + 1;
    scanned = 0;
    return words;
  }

  /** Consumes a header and returns the number behind its type byte, or INCOMPLETE. */
  private long readHeader(String tooLong) throws ProtocolException {
    // Nearly every header is a few digits and a line end, all of it there.
    int i = position + 1;
    int value = 0;
    int digits = 0;
    while (i < limit && digits < 9 && bytes[i] >= '0' && bytes[i] <= '9') {
      value = 10 * value + (bytes[i] - '0');
      digits++;
      i++;
    }
    boolean plain = digits > 0 && (digits == 1 || bytes[position + 1] != '0');
    if (plain && i + 1 < limit && bytes[i] == '\r' && digits < limits.maxLineLength()) {
      position = i + 2;
      scanned = 0;
      return value;
    }
    return readUnusualHeader(tooLong);
  }

  private long readUnusualHeader(String tooLong) throws ProtocolException {
    int end = find((byte) '\r', tooLong);
    if (end < 0) {
      return INCOMPLETE;
    }
    if (end + 1 >= limit) {
      scanned = end - position;
      return INCOMPLETE;
    }
    // One negative number is as good as another, and none of them means INCOMPLETE.
    long number = Math.max(-1, Numbers.parseLong(bytes, position + 1, end));
    position = end + 2;
    scanned = 0;
    return number;
  }

  /** Where {@code wanted} is, or -1. */
  private int find(byte wanted, String tooLong) throws ProtocolException {
    int readable = limit - position;
    int end = position + (int) Math.min(readable, limits.maxLineLength() + 1L);
    for (int i = position + scanned; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    if (readable > limits.maxLineLength()) {
      throw new ProtocolException(tooLong);
    }
    scanned = readable;
    return -1;
  }
}
