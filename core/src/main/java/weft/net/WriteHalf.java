package weft.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import weft.future.Context;
import weft.future.Undelivered;
import weft.io.AsyncWrite;

/**
 * The half of a connection that writes, for a task of its own. The connection is closed when both
 * halves are.
 *
 * @param <S> the kind of connection
 */
public final class WriteHalf<S extends SocketStream>
    implements AsyncWrite, AutoCloseable, Undelivered {
  private final Halves<S> halves;
  private final AtomicBoolean closed = new AtomicBoolean();

  WriteHalf(Halves<S> halves) {
    this.halves = halves;
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer src) throws IOException {
    return halves.stream.pollWrite(cx, src);
  }

  @Override
  public int pollWriteVectored(Context cx, ByteBuffer[] srcs) throws IOException {
    return halves.stream.pollWriteVectored(cx, srcs);
  }

  @Override
  public int pollFlush(Context cx) {
    return halves.stream.pollFlush(cx);
  }

  @Override
  public int pollShutdown(Context cx) throws IOException {
    return halves.stream.pollShutdown(cx);
  }

  /** The connection, for its addresses and options. */
  public S stream() {
    return halves.stream;
  }

  Halves<S> halves() {
    return halves;
  }

  void markClosed() {
    closed.set(true);
  }

  /**
   * Gives this half up and ends the writing side: the peer finds the end. The connection closes
   * with the other half. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      halves.closeWriting(true);
    }
  }

  /** As {@link #close}, but the peer is told nothing before the connection closes. */
  public void forget() {
    if (!closed.getAndSet(true)) {
      halves.closeWriting(false);
    }
  }

  @Override
  public void onUndelivered() {
    close();
  }
}
