package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Undelivered;

/**
 * One end of a connection in memory: what is written to one end is read from the other, through a
 * bounded buffer each way. Good for tests, and for joining two parts of a program that speak bytes.
 *
 * <p>Closing an end: the other one reads what is left and then the end of the stream; its writes
 * fail.
 *
 * <p><b>Threads.</b> Each end has one reader and one writer at a time; closing is for any thread.
 */
public final class DuplexPipe implements Duplex, Undelivered {
  private final Pipe incoming;
  private final Pipe outgoing;

  private DuplexPipe(Pipe incoming, Pipe outgoing) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /**
   * The two ends.
   *
   * @param left one end
   * @param right the other
   */
  public record Pair(DuplexPipe left, DuplexPipe right) {}

  /**
   * Makes a connection.
   *
   * @param capacity how many bytes each way holds before writing waits, at least 1
   */
  public static Pair pair(int capacity) {
    Pipe there = new Pipe(capacity);
    Pipe back = new Pipe(capacity);
    return new Pair(new DuplexPipe(back, there), new DuplexPipe(there, back));
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    return incoming.pollRead(cx, dst);
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer src) throws IOException {
    return outgoing.pollWrite(cx, src);
  }

  /** Done at once: the other end can read what was written. */
  @Override
  public int pollFlush(Context cx) {
    return 0;
  }

  @Override
  public int pollShutdown(Context cx) {
    outgoing.end();
    return 0;
  }

  @Override
  public void close() {
    incoming.closeReader();
    outgoing.closeWriter();
  }

  /** Closes: nobody will ever receive this end. */
  @Override
  public void onUndelivered() {
    close();
  }
}
