package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;
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
  private static final Bytes[] NONE = {};

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

  /** Bytes behind the reader index that are known not to end the line. */
  private int scanned;

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
   * @throws ProtocolException if the bytes are malformed or beyond a limit
   */
  @Override
  public @Nullable Request decode(ByteBuf in) throws ProtocolException {
    while (true) {
      if (missing > 0) {
        return readArguments(in) ? finish() : null;
      }
      if (!in.isReadable()) {
        return null;
      }
      if (in.getByte(in.readerIndex()) == '*') {
        if (!readArrayHeader(in)) {
          return null;
        }
      } else {
        Bytes[] words = readInline(in);
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

  private boolean readArrayHeader(ByteBuf in) throws ProtocolException {
    int end = findHeaderEnd(in, "too big mbulk count string");
    if (end < 0) {
      return false;
    }
    long count = headerNumber(in, end);
    if (count > limits.maxArguments()) {
      throw new ProtocolException("invalid multibulk length");
    }
    consumeLine(in, end);
    // An empty or a null array is no command and no error.
    missing = (int) Math.max(0, count);
    argumentCount = 0;
    requestLength = 0;
    arguments = missing == 0 ? NONE : new Bytes[Math.min(missing, 8)];
    return true;
  }

  private boolean readArguments(ByteBuf in) throws ProtocolException {
    while (missing > 0) {
      if (bulkLength == NO_HEADER && !readBulkHeader(in)) {
        return false;
      }
      if (unterminated == null) {
        unterminated = readBulk(in);
        if (unterminated == null) {
          return false;
        }
      }
      // The two bytes behind a bulk string are skipped unseen, as Redis does.
      if (in.readableBytes() < 2) {
        return false;
      }
      in.skipBytes(2);
      addArgument(unterminated);
      unterminated = null;
      bulkLength = NO_HEADER;
      missing--;
    }
    return true;
  }

  private boolean readBulkHeader(ByteBuf in) throws ProtocolException {
    int end = findHeaderEnd(in, "too big bulk count string");
    if (end < 0) {
      return false;
    }
    byte first = in.getByte(in.readerIndex());
    if (first != '$') {
      throw new ProtocolException("expected '$', got '" + (char) (first & 0xff) + "'");
    }
    long length = headerNumber(in, end);
    if (length < 0 || length > limits.maxBulkLength()) {
      throw new ProtocolException("invalid bulk length");
    }
    requestLength += length + RequestLimits.ARGUMENT_OVERHEAD;
    if (requestLength > limits.maxRequestLength()) {
      throw new ProtocolException("too big request");
    }
    consumeLine(in, end);
    bulkLength = (int) length;
    return true;
  }

  private @Nullable Bytes readBulk(ByteBuf in) {
    if (assembler == null) {
      if (in.readableBytes() >= bulkLength) {
        return Bytes.read(in, bulkLength);
      }
      assembler = new BulkAssembler(bulkLength);
    }
    if (!assembler.fill(in)) {
      return null;
    }
    Bytes bulk = assembler.toBytes();
    assembler = null;
    return bulk;
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

  private Bytes @Nullable [] readInline(ByteBuf in) throws ProtocolException {
    int newline = find(in, (byte) '\n', "too big inline request");
    if (newline < 0) {
      return null;
    }
    int start = in.readerIndex();
    int length = newline - start;
    if (length > 0 && in.getByte(newline - 1) == '\r') {
      length--;
    }
    Bytes[] words = InlineSplitter.split(in, length);
    if (words.length > limits.maxArguments()) {
      throw new ProtocolException("too big inline request");
    }
    in.readerIndex(newline + 1);
    scanned = 0;
    return words;
  }

  /** Index of the carriage return that ends a header whose line feed is there too, or -1. */
  private int findHeaderEnd(ByteBuf in, String tooLong) throws ProtocolException {
    int end = find(in, (byte) '\r', tooLong);
    if (end < 0) {
      return -1;
    }
    if (end + 1 >= in.writerIndex()) {
      scanned = end - in.readerIndex();
      return -1;
    }
    return end;
  }

  private int find(ByteBuf in, byte wanted, String tooLong) throws ProtocolException {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    int searchable = (int) Math.min(readable, limits.maxLineLength() + 1L);
    int found = in.indexOf(start + Math.min(scanned, searchable), start + searchable, wanted);
    if (found < 0) {
      if (readable > limits.maxLineLength()) {
        throw new ProtocolException(tooLong);
      }
      scanned = readable;
    }
    return found;
  }

  private void consumeLine(ByteBuf in, int carriageReturn) {
    in.readerIndex(carriageReturn + 2);
    scanned = 0;
  }

  /** The number between the type byte and {@code end}. */
  private static long headerNumber(ByteBuf in, int end) {
    return Numbers.parseLong(in, in.readerIndex() + 1, end);
  }
}
