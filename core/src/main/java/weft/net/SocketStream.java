package weft.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Undelivered;
import weft.internal.driver.StreamTransport;
import weft.io.Duplex;
import weft.io.IoResult;

/**
 * A connected socket of bytes.
 *
 * <p><b>Threads.</b> One task reads and one writes at a time, not necessarily the same one. If
 * several wait in the same direction, all of them are woken, and each byte goes to one of them, so
 * that what they read makes sense only if each read is of a whole. Options, addresses and {@link
 * #close} may be used from any thread.
 *
 * <p><b>Cancellation.</b> The polls move bytes or do nothing, so a future over a single poll loses
 * nothing when it is cancelled.
 *
 * <p><b>Errors.</b> A closed socket gives {@link ClosedChannelException}; one whose runtime has
 * shut down an {@link IOException} that says so; a connection that the peer reset gives the
 * system's {@link IOException}.
 */
public abstract sealed class SocketStream implements Duplex, Undelivered
    permits TcpStream, UnixStream {
  // The JDK copies a heap buffer through a direct one of the same size, which it keeps for the
  // thread; this bounds what stays behind.
  private static final int LARGEST_HEAP_COPY = 256 * 1024;
  private static final int MAX_SLICES = 64; // Tokio's figure for vectored writes

  final StreamTransport transport;

  SocketStream(StreamTransport transport) {
    this.transport = transport;
  }

  @Override
  public final int pollRead(Context cx, ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    while (transport.readable().poll(cx)) {
      int count = readNow(dst);
      if (count != 0) {
        return count;
      }
    }
    cx.refund();
    return IoResult.PENDING;
  }

  @Override
  public final int pollWrite(Context cx, ByteBuffer src) throws IOException {
    if (!src.hasRemaining()) {
      return 0;
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    while (transport.writable().poll(cx)) {
      int count = writeNow(src);
      if (count != 0) {
        return count;
      }
    }
    cx.refund();
    return IoResult.PENDING;
  }

  @Override
  public final int pollWriteVectored(Context cx, ByteBuffer[] srcs) throws IOException {
    Slices slices = Slices.of(srcs);
    if (slices.bytes == 0) {
      return 0;
    }
    if (slices.length == 1) {
      return pollWrite(cx, srcs[slices.offset]);
    }
    if (!cx.proceed()) {
      return IoResult.PENDING;
    }
    while (transport.writable().poll(cx)) {
      int count = (int) transport.write(srcs, slices.offset, slices.length);
      if (count < slices.bytes) {
        transport.writable().clear();
      }
      if (count != 0) {
        return count;
      }
    }
    cx.refund();
    return IoResult.PENDING;
  }

  /** The part of an array of buffers that one vectored write takes. */
  private record Slices(int offset, int length, long bytes) {
    static Slices of(ByteBuffer[] srcs) {
      int offset = 0;
      while (offset < srcs.length && !srcs[offset].hasRemaining()) {
        offset++;
      }
      int length = 0;
      long bytes = 0;
      long heapBytes = 0;
      while (offset + length < srcs.length && length < MAX_SLICES) {
        ByteBuffer next = srcs[offset + length];
        heapBytes += next.isDirect() ? 0 : next.remaining();
        if (length > 0
            && (heapBytes > LARGEST_HEAP_COPY || bytes + next.remaining() > Integer.MAX_VALUE)) {
          break;
        }
        bytes += next.remaining();
        length++;
      }
      return new Slices(offset, length, bytes);
    }
  }

  /** Done at once: what was written is with the system. */
  @Override
  public final int pollFlush(Context cx) {
    return 0;
  }

  /**
   * Ends the writing side at once; the peer finds the end after all that was written. Does nothing
   * if the peer is gone or it was done before.
   */
  @Override
  public final int pollShutdown(Context cx) throws IOException {
    transport.shutdownOutput();
    return 0;
  }

  /**
   * A future of the time when {@link #tryRead} is worth calling: bytes are there, or the end, or a
   * failure. May be ready spuriously. Cancelling it loses nothing.
   */
  @CheckReturnValue
  public final Future<Void> readable() {
    return SocketFuture.ready("readable", transport.readable());
  }

  /** As {@link #readable}, for {@link #tryWrite}. */
  @CheckReturnValue
  public final Future<Void> writable() {
    return SocketFuture.ready("writable", transport.writable());
  }

  /**
   * Reads what is there, without waiting and without a context.
   *
   * @return as {@link #pollRead}, but {@link IoResult#PENDING} registers nobody: wait for {@link
   *     #readable()}
   */
  public final int tryRead(ByteBuffer dst) throws IOException {
    return tried(dst, transport.readable().isReady() ? readNow(dst) : 0);
  }

  /**
   * Writes what is taken, without waiting and without a context.
   *
   * @return as {@link #pollWrite}, but {@link IoResult#PENDING} registers nobody: wait for {@link
   *     #writable()}
   */
  public final int tryWrite(ByteBuffer src) throws IOException {
    return tried(src, transport.writable().isReady() ? writeNow(src) : 0);
  }

  private static int tried(ByteBuffer buffer, int count) {
    return count == 0 && buffer.hasRemaining() ? IoResult.PENDING : count;
  }

  /** Reads, and clears the readiness if there was less than there is space for. */
  private int readNow(ByteBuffer dst) throws IOException {
    int limit = dst.limit();
    int space = chunk(dst);
    dst.limit(dst.position() + space);
    int count;
    try {
      count = transport.read(dst);
    } finally {
      dst.limit(limit);
    }
    if (count >= 0 && count < space) {
      transport.readable().clear();
    }
    return count;
  }

  private int writeNow(ByteBuffer src) throws IOException {
    int limit = src.limit();
    int length = chunk(src);
    src.limit(src.position() + length);
    int count;
    try {
      count = transport.write(src);
    } finally {
      src.limit(limit);
    }
    if (count < length) {
      transport.writable().clear();
    }
    return count;
  }

  private static int chunk(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), LARGEST_HEAP_COPY);
  }

  /**
   * Ends the writing side at once, as {@link #pollShutdown} does.
   *
   * @throws IOException if the socket is closed
   */
  public final void shutdownOutput() throws IOException {
    transport.shutdownOutput();
  }

  /**
   * Ends the reading side: reads find the end of the stream.
   *
   * @throws IOException if the socket is closed
   */
  public final void shutdownInput() throws IOException {
    transport.shutdownInput();
    transport.readable().signalAndWake();
  }

  /**
   * Sets an option of this socket.
   *
   * @throws UnsupportedOperationException if this kind of socket has no such option
   */
  public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
    transport.setOption(option, value);
  }

  /**
   * The value of an option of this socket.
   *
   * @throws UnsupportedOperationException if this kind of socket has no such option
   */
  public final <T> T option(SocketOption<T> option) throws IOException {
    return transport.getOption(option);
  }

  SocketAddress localSocketAddress() throws IOException {
    return known(transport.localAddress());
  }

  SocketAddress remoteSocketAddress() throws IOException {
    return known(transport.remoteAddress());
  }

  private static SocketAddress known(@Nullable SocketAddress address) throws IOException {
    if (address == null) {
      throw new ClosedChannelException();
    }
    return address;
  }

  /** Whether {@link #close} has not been called and the runtime lives. */
  public final boolean isOpen() {
    return transport.isOpen();
  }

  /**
   * Closes both directions at once; the system goes on sending what was written, unless linger is
   * zero. Pending polls fail with {@link ClosedChannelException}.
   */
  @Override
  public final void close() {
    transport.close();
  }

  /** Closes: nobody will ever receive this socket. */
  @Override
  public final void onUndelivered() {
    close();
  }
}
