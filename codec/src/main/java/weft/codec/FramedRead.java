package weft.codec;

import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.io.AsyncRead;
import weft.streams.Stream;

/**
 * A stream of the frames in a source of bytes.
 *
 * <p>Waiting for the next frame may be cancelled at any time: what was read stays here. At the end
 * of the source the stream ends; polled again it tries to read on. After an error the next poll is
 * the end, and the one after it goes on behind what the decoder consumed.
 *
 * <p><b>Going on after an error</b> makes sense only for a decoder that finds the next frame, as
 * {@link LinesCodec}, or for a source that recovers. Otherwise error and end follow each other for
 * ever ({@link LengthDelimitedCodec} after a broken head, a decoder that consumes nothing of what
 * it refuses): a loop that catches the errors and goes on needs a limit, or will not end.
 *
 * <p>Owns the source: {@link #close()} releases the buffer and closes the source if it can be
 * closed.
 *
 * <p><b>Threads.</b> One owner, as every stream.
 *
 * @param <T> the type of the frames
 */
public final class FramedRead<T> implements Stream<T>, AutoCloseable, Undelivered {
  private final FrameReader<T> reader;
  private final Runnable closeSource;

  FramedRead(FrameReader<T> reader, Runnable closeSource) {
    this.reader = reader;
    this.closeSource = closeSource;
  }

  /** The frames that {@code decoder} finds in {@code source}. */
  public static <T> FramedRead<T> of(AsyncRead source, Decoder<? extends T> decoder) {
    return new FramedRead<>(
        new FrameReader<>(source, decoder, ByteBufAllocator.DEFAULT), new CloseOnce(source));
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return reader.pollNext(cx);
  }

  @Override
  public void cancel() {
    close();
  }

  @Override
  public void onUndelivered() {
    close();
  }

  /** Releases the buffer and closes the source. Idempotent; never throws. */
  @Override
  public void close() {
    reader.close();
    closeSource.run();
  }

  @Override
  public String toString() {
    return "FramedRead[" + reader + "]";
  }
}
