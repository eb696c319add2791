package weft.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;

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

  /**
   * Reads what is there into {@code dst}, up to its remaining space: at least one byte unless there
   * is no space.
   *
   * <p><b>Cancellation.</b> Loses nothing.
   *
   * @return a future of the count of bytes, or {@link IoResult#EOF}
   */
  @CheckReturnValue
  default Future<Integer> read(ByteBuffer dst) {
    return new ReadFuture(this, dst);
  }

  /**
   * Reads until {@code dst} is full.
   *
   * <p><b>Cancellation.</b> The buffer's position tells how far it came: reading into the same
   * buffer goes on from there, and nothing is lost.
   *
   * <p><b>Errors.</b> {@link java.io.EOFException} if the stream ends before; what came is in
   * {@code dst}.
   */
  @CheckReturnValue
  default Future<Void> readExact(ByteBuffer dst) {
    return new ReadExactFuture(this, dst);
  }

  /**
   * Reads until the end of the stream.
   *
   * <p><b>Cancellation.</b> What was read is lost; {@link #readToEnd(ByteArrayOutputStream, int)}
   * keeps it.
   *
   * <p><b>Errors.</b> An {@link IOException} if there are more than {@code limit} bytes.
   *
   * @param limit the most bytes to take
   */
  @CheckReturnValue
  default Future<byte[]> readToEnd(int limit) {
    return new ReadToEndFuture<>(
        this, new ByteArrayOutputStream(), limit, (into, count) -> into.toByteArray());
  }

  /**
   * Reads until the end of the stream and appends it to {@code into}.
   *
   * <p><b>Cancellation.</b> What was read is in {@code into}; reading on appends the rest.
   *
   * <p><b>Errors.</b> An {@link IOException} if {@code into} would grow beyond {@code limit} bytes;
   * it holds {@code limit} bytes then.
   *
   * @param limit the most bytes that {@code into} may hold
   * @return a future of the count of bytes that this call read
   */
  @CheckReturnValue
  default Future<Integer> readToEnd(ByteArrayOutputStream into, int limit) {
    return new ReadToEndFuture<>(this, into, limit, (bytes, count) -> count);
  }

  /** The first {@code limit} bytes of this source; what follows them stays in this source. */
  default AsyncRead take(long limit) {
    return new Take(this, limit);
  }

  /** The bytes of this source and, after its end, those of {@code next}. */
  default AsyncRead chain(AsyncRead next) {
    return new Chain(this, next);
  }
}
