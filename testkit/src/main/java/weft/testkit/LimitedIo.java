package weft.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.io.Duplex;

/**
 * A connection that moves at most so many bytes per call: one byte at a time finds the framing
 * bugs. Owns the connection that it wraps.
 */
public final class LimitedIo implements Duplex {
  private final Duplex connection;
  private final int bytesPerCall;

  private LimitedIo(Duplex connection, int bytesPerCall) {
    this.connection = connection;
    this.bytesPerCall = bytesPerCall;
  }

  /**
   * Limits {@code connection}.
   *
   * @param bytesPerCall at least 1
   */
  public static LimitedIo of(Duplex connection, int bytesPerCall) {
    if (bytesPerCall < 1) {
      throw new IllegalArgumentException("bytesPerCall < 1: " + bytesPerCall);
    }
    return new LimitedIo(connection, bytesPerCall);
  }

  private interface Move {
    int poll(ByteBuffer buffer) throws IOException;
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    return limited(dst, buffer -> connection.pollRead(cx, buffer));
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer src) throws IOException {
    return limited(src, buffer -> connection.pollWrite(cx, buffer));
  }

  private int limited(ByteBuffer buffer, Move move) throws IOException {
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + bytesPerCall));
    try {
      return move.poll(buffer);
    } finally {
      buffer.limit(limit);
    }
  }

  @Override
  public int pollFlush(Context cx) throws IOException {
    return connection.pollFlush(cx);
  }

  @Override
  public int pollShutdown(Context cx) throws IOException {
    return connection.pollShutdown(cx);
  }

  @Override
  public void close() {
    connection.close();
  }
}
