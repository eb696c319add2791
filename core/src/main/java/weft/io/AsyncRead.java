package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

/**
 * A source of bytes that can be asked without waiting.
 *
 * <p><b>Threads.</b> One reader at a time; reading and writing of a duplex may go on concurrently.
 */
public interface AsyncRead {

  /**
   * Reads what is there into {@code dst}, up to its remaining space.
   *
   * @return the count of bytes read (zero only if {@code dst} has no space), {@link IoResult#EOF},
   *     or {@link IoResult#PENDING} after registering the context's waker
   * @throws IOException if the source failed; bytes that were read before are not lost
   */
  int pollRead(Context cx, ByteBuffer dst) throws IOException;
}
