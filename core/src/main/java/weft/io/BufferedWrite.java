package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

/**
 * Collects small writes and hands them to a drain in larger pieces. What is collected reaches the
 * drain by {@link #flush}, {@link #shutdown} or further writing; giving this object up loses it.
 *
 * <p><b>Cancellation.</b> All progress is kept here: nothing is lost and nothing written twice.
 *
 * <p><b>Threads.</b> One writer at a time, as with any drain.
 */
public final class BufferedWrite implements AsyncWrite {
  private final AsyncWrite drain;
  private final ByteBuffer buffer; // from 0 to position: collected; its front moves by compacting

  private BufferedWrite(AsyncWrite drain, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    this.drain = drain;
    this.buffer = ByteBuffer.allocate(capacity);
  }

  /** Over {@code drain} with a buffer of 8 KiB. */
  public static BufferedWrite of(AsyncWrite drain) {
    return new BufferedWrite(drain, Io.DEFAULT_BUFFER_SIZE);
  }

  /** Over {@code drain} with a buffer of {@code capacity} bytes. */
  public static BufferedWrite of(AsyncWrite drain, int capacity) {
    return new BufferedWrite(drain, capacity);
  }

  /** How many bytes are collected here. */
  public int buffered() {
    return buffer.position();
  }

  /** Takes bytes; writes past the buffer if it is empty and {@code src} would fill it. */
  @Override
  public int pollWrite(Context cx, ByteBuffer src) throws IOException {
    if (!src.hasRemaining()) {
      return 0;
    }
    if (src.remaining() > buffer.remaining() && !empty(cx)) {
      return IoResult.PENDING;
    }
    if (src.remaining() >= buffer.capacity()) {
      return drain.pollWrite(cx, src);
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    int count = src.remaining();
    buffer.put(src);
    return count;
  }

  @Override
  public int pollFlush(Context cx) throws IOException {
    return empty(cx) ? drain.pollFlush(cx) : IoResult.PENDING;
  }

  @Override
  public int pollShutdown(Context cx) throws IOException {
    return empty(cx) ? drain.pollShutdown(cx) : IoResult.PENDING;
  }

  /** Writes what is collected; false for pending. */
  private boolean empty(Context cx) throws IOException {
    if (buffer.position() == 0) {
      return true;
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        int count = drain.pollWrite(cx, buffer);
        if (IoResult.isPending(count)) {
          return false;
        }
        WriteZero.check(count, drain);
      }
      return true;
    } finally {
      buffer.compact(); // also after a failure: what was written is not written again
    }
  }
}
