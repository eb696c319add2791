package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Waker;

/** One direction of a {@link DuplexPipe}: a bounded ring of bytes with one end for each side. */
final class Pipe {
  // All guarded by this; wakers are called after its release.
  private final byte[] ring;
  private int head;
  private int size;
  private boolean ended; // the writer will write no more
  private boolean writerClosed;
  private boolean readerClosed;
  private @Nullable Waker reader;
  private @Nullable Waker writer;

  Pipe(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    this.ring = new byte[capacity];
  }

  int pollRead(Context cx, ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    Waker wake;
    int count;
    synchronized (this) {
      if (readerClosed) {
        throw new ClosedChannelException();
      }
      if (size == 0) {
        if (ended) {
          return IoResult.EOF;
        }
        reader = cx.waker();
        cx.refund();
        return IoResult.PENDING;
      }
      count = Math.min(size, dst.remaining());
      int upToEnd = Math.min(count, ring.length - head);
      dst.put(ring, head, upToEnd);
      dst.put(ring, 0, count - upToEnd);
      head = (head + count) % ring.length;
      size -= count;
      wake = writer;
      writer = null;
    }
    wake(wake);
    return count;
  }

  int pollWrite(Context cx, ByteBuffer src) throws IOException {
    if (!src.hasRemaining()) {
      return 0;
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    Waker wake;
    int count;
    synchronized (this) {
      if (writerClosed) {
        throw new ClosedChannelException();
      }
      if (ended) {
        throw new IOException("the writing side has been shut down");
      }
      if (readerClosed) {
        throw new IOException("broken pipe: the other end is closed");
      }
      if (size == ring.length) {
        writer = cx.waker();
        cx.refund();
        return IoResult.PENDING;
      }
      count = Math.min(ring.length - size, src.remaining());
      int tail = (head + size) % ring.length;
      int upToEnd = Math.min(count, ring.length - tail);
      src.get(ring, tail, upToEnd);
      src.get(ring, 0, count - upToEnd);
      size += count;
      wake = reader;
      reader = null;
    }
    wake(wake);
    return count;
  }

  /** No more will be written; what is in the pipe can still be read. */
  void end() {
    Waker wake;
    synchronized (this) {
      ended = true;
      wake = reader;
      reader = null;
    }
    wake(wake);
  }

  void closeWriter() {
    Waker wake;
    synchronized (this) {
      writerClosed = true;
      wake = writer;
      writer = null;
    }
    wake(wake);
    end();
  }

  void closeReader() {
    Waker wakeReader;
    Waker wakeWriter;
    synchronized (this) {
      readerClosed = true;
      size = 0;
      wakeReader = reader;
      wakeWriter = writer;
      reader = null;
      writer = null;
    }
    wake(wakeReader);
    wake(wakeWriter);
  }

  private static void wake(@Nullable Waker waker) {
    if (waker != null) {
      waker.wake();
    }
  }
}
