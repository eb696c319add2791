package weft.codec;

import io.netty.buffer.ByteBufAllocator;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.io.AsyncWrite;
import weft.streams.Sink;

/**
 * A sink that encodes its items into a drain of bytes.
 *
 * <p>Items are encoded at once and written together: when the buffer reaches the backpressure
 * boundary (8 KiB unless set), or when the sink is flushed. A reference-counted item is released
 * here, exactly once, also if it cannot be encoded; a failed encoding leaves nothing behind, and
 * the sink may be used on.
 *
 * <p>Owns the drain: {@link #close()} drops what was not written and closes the drain if it can be
 * closed; the orderly end is {@link #pollFinish}, after whose first call further items are refused
 * with an {@link IllegalStateException}.
 *
 * <p><b>Threads.</b> One owner, as every sink.
 *
 * @param <T> the type of the items
 */
public final class FramedWrite<T> implements Sink<T>, AutoCloseable, Undelivered {
  private final FrameWriter<T> writer;
  private final Runnable closeDrain;

  FramedWrite(FrameWriter<T> writer, Runnable closeDrain) {
    this.writer = writer;
    this.closeDrain = closeDrain;
  }

  /** A sink that writes what {@code encoder} makes of its items to {@code drain}. */
  public static <T> FramedWrite<T> of(AsyncWrite drain, Encoder<? super T> encoder) {
    return new FramedWrite<>(
        new FrameWriter<>(drain, encoder, ByteBufAllocator.DEFAULT), new CloseOnce(drain));
  }

  /**
   * Sets how many encoded bytes may wait before the sink is not ready.
   *
   * @param bytes at least 1
   * @return this
   */
  public FramedWrite<T> backpressureBoundary(int bytes) {
    writer.boundary(bytes);
    return this;
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    return writer.pollReady(cx);
  }

  @Override
  public void startSend(T item) throws Exception {
    writer.startSend(item);
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return writer.pollFlush(cx);
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    return writer.pollFinish(cx);
  }

  @Override
  public void cancel() {
    close();
  }

  @Override
  public void onUndelivered() {
    close();
  }

  /** Drops what was not written and closes the drain. Idempotent; never throws. */
  @Override
  public void close() {
    writer.close();
    closeDrain.run();
  }

  @Override
  public String toString() {
    return "FramedWrite[" + writer + "]";
  }
}
