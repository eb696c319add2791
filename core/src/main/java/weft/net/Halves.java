package weft.net;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What two halves share: the connection, which is closed with the second of them.
 *
 * @param <S> the kind of connection
 */
final class Halves<S extends SocketStream> {
  final S stream;
  private final AtomicInteger open = new AtomicInteger(2);

  Halves(S stream) {
    this.stream = stream;
  }

  /** The writing half is closed: the peer is told, as nobody can write any more. */
  void closeWriting(boolean sayEnd) {
    if (sayEnd) {
      try {
        stream.shutdownOutput();
      } catch (IOException alreadyClosed) {
        // Then the peer has been told.
      }
    }
    closeOne();
  }

  void closeOne() {
    if (open.decrementAndGet() == 0) {
      stream.close();
    }
  }
}
