package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

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
}
