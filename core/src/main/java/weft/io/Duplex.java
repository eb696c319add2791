package weft.io;

/**
 * A connection: a source and a drain of bytes that are closed together.
 *
 * <p>{@link #close()} is immediate and releases everything; the orderly end is {@link
 * AsyncWrite#pollShutdown}.
 */
public interface Duplex extends AsyncRead, AsyncWrite, AutoCloseable {

  /** Closes both directions at once. Idempotent; pending polls fail. Never throws or waits. */
  @Override
  void close();
}
