package weft.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import weft.future.Context;
import weft.future.Undelivered;
import weft.io.AsyncRead;

/**
 * The half of a connection that reads, for a task of its own. The connection is closed when both
 * halves are.
 *
 * @param <S> the kind of connection
 */
public final class ReadHalf<S extends SocketStream>
    implements AsyncRead, AutoCloseable, Undelivered {
  private final Halves<S> halves;
  private final AtomicBoolean closed = new AtomicBoolean();

  ReadHalf(Halves<S> halves) {
    this.halves = halves;
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    return halves.stream.pollRead(cx, dst);
  }

  /** The connection, for its addresses and options. */
  public S stream() {
    return halves.stream;
  }

  /**
   * Joins the halves of one connection again. Neither half may be used any more, nor be closed
   * before.
   *
   * @throws IllegalArgumentException if {@code other} is of another connection
   */
  public S reunite(WriteHalf<S> other) {
    if (other.halves() != halves) {
      throw new IllegalArgumentException(
          "halves of two connections: " + halves.stream + " and " + other.stream());
    }
    closed.set(true);
    other.markClosed();
    return halves.stream;
  }

  /** Gives this half up; the connection closes with the other one. Idempotent. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      halves.closeOne();
    }
  }

  @Override
  public void onUndelivered() {
    close();
  }
}
