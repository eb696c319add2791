package weft.io;

import java.nio.ByteBuffer;
import weft.future.CheckReturnValue;
import weft.future.Future;

/** Things to do with byte streams that need two of them, and a few small streams. */
public final class Io {
  /** The size of a buffer if one does not say: 8 KiB, Tokio's figure. */
  public static final int DEFAULT_BUFFER_SIZE = 8 * 1024;

  private Io() {}

  /**
   * Copies until {@code from} ends, then flushes {@code to} without ending it.
   *
   * <p><b>Cancellation.</b> Up to 8 KiB that were read and not yet written are lost; {@link
   * #copy(AsyncRead, AsyncWrite, ByteBuffer)} keeps them.
   *
   * @return a future of the count of bytes
   */
  @CheckReturnValue
  public static Future<Long> copy(AsyncRead from, AsyncWrite to) {
    return copy(from, to, ByteBuffer.allocate(DEFAULT_BUFFER_SIZE).limit(0));
  }

  /**
   * As {@link #copy(AsyncRead, AsyncWrite)} through a buffer of the caller's, whose content between
   * position and limit is written first. Begin with an empty one: {@code
   * ByteBuffer.allocate(n).limit(0)}.
   *
   * <p><b>Cancellation.</b> The buffer then holds what was read and not yet written: copying on
   * with it loses nothing.
   *
   * @return a future of the count of bytes that this call wrote
   */
  @CheckReturnValue
  public static Future<Long> copy(AsyncRead from, AsyncWrite to, ByteBuffer buffer) {
    return new CopyFuture(from, to, buffer);
  }

  /**
   * Copies both ways at once. When one side ends, the writing side of the other is shut down and
   * the other way goes on; a failure of either ends both. Closes neither.
   *
   * <p><b>Cancellation.</b> Up to 8 KiB each way that were read and not yet written are lost.
   */
  @CheckReturnValue
  public static Future<CopiedBytes> copyBidirectional(Duplex a, Duplex b) {
    return copyBidirectional(a, b, DEFAULT_BUFFER_SIZE);
  }

  /** As {@link #copyBidirectional(Duplex, Duplex)} with two buffers of {@code bufferSize} bytes. */
  @CheckReturnValue
  public static Future<CopiedBytes> copyBidirectional(Duplex a, Duplex b, int bufferSize) {
    return new CopyBidirectionalFuture(a, b, bufferSize);
  }

  /** A source that is at its end. */
  public static AsyncRead empty() {
    return (cx, dst) -> {
      if (!dst.hasRemaining()) {
        return 0;
      }
      return cx.proceed() ? IoResult.EOF : IoResult.PENDING;
    };
  }

  /** A source of {@code value} without end. */
  public static AsyncRead repeat(byte value) {
    return (cx, dst) -> {
      int space = dst.remaining();
      if (space > 0 && !cx.proceed()) {
        return IoResult.PENDING;
      }
      while (dst.hasRemaining()) {
        dst.put(value);
      }
      return space;
    };
  }

  /** A drain that takes everything and keeps nothing. */
  public static AsyncWrite sink() {
    return Sinkhole.INSTANCE;
  }
}
