package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;

/**
 * A drain of bytes that can be asked without waiting.
 *
 * <p><b>Threads.</b> One writer at a time; reading and writing of a duplex may go on concurrently.
 */
public interface AsyncWrite {

  /**
   * Writes as much of {@code src} as is taken at once, advancing its position.
   *
   * @return the count of bytes written (zero only if {@code src} is empty), or {@link
   *     IoResult#PENDING} after registering the context's waker
   * @throws IOException if the drain failed
   */
  int pollWrite(Context cx, ByteBuffer src) throws IOException;

  /**
   * Writes from several buffers in order, in one system call where the drain can. The default
   * writes the first one that is not empty.
   *
   * @return as {@link #pollWrite(Context, ByteBuffer)}
   */
  default int pollWriteVectored(Context cx, ByteBuffer[] srcs) throws IOException {
    for (ByteBuffer src : srcs) {
      if (src.hasRemaining()) {
        return pollWrite(cx, src);
      }
    }
    return 0;
  }

  /**
   * Pushes what was taken on to its destination.
   *
   * @return 0 when done, or {@link IoResult#PENDING}
   */
  int pollFlush(Context cx) throws IOException;

  /**
   * Flushes and ends the writing side; the peer sees the end of the stream. Idempotent.
   *
   * @return 0 when done, or {@link IoResult#PENDING}
   */
  int pollShutdown(Context cx) throws IOException;

  /**
   * Writes as much of {@code src} as is taken at once: at least one byte unless it is empty.
   *
   * <p><b>Cancellation.</b> Nothing has been written; the buffer's position says so.
   *
   * @return a future of the count of bytes
   */
  @CheckReturnValue
  default Future<Integer> write(ByteBuffer src) {
    return new WriteFuture(this, src);
  }

  /**
   * Writes from several buffers in order, as much as is taken at once.
   *
   * <p><b>Cancellation.</b> Nothing has been written.
   *
   * @return a future of the count of bytes
   */
  @CheckReturnValue
  default Future<Integer> writeVectored(ByteBuffer... srcs) {
    return new WriteVectoredFuture(this, srcs);
  }

  /**
   * Writes all that remains in {@code src}. Flushes nothing.
   *
   * <p><b>Cancellation.</b> The buffer's position tells what was written: writing the same buffer
   * goes on from there.
   */
  @CheckReturnValue
  default Future<Void> writeAll(ByteBuffer src) {
    return new WriteAllFuture(this, src);
  }

  /**
   * Writes all that remains in several buffers, in order. Flushes nothing.
   *
   * <p><b>Cancellation.</b> The buffers' positions tell what was written: writing them again goes
   * on from there.
   */
  @CheckReturnValue
  default Future<Void> writeAllVectored(ByteBuffer... srcs) {
    return new WriteAllVectoredFuture(this, srcs);
  }

  /**
   * Pushes what was taken on to its destination.
   *
   * <p><b>Cancellation.</b> Part of it may have been pushed; flushing again does the rest.
   */
  @CheckReturnValue
  default Future<Void> flush() {
    return new FlushFuture(this, false);
  }

  /**
   * Flushes and ends the writing side.
   *
   * <p><b>Cancellation.</b> Part of it may have happened; shutting down again does the rest.
   */
  @CheckReturnValue
  default Future<Void> shutdown() {
    return new FlushFuture(this, true);
  }
}
