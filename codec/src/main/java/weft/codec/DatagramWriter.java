package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * The sending half of framed datagrams: one encoded datagram waits at a time, as no two can be
 * written together.
 */
final class DatagramWriter<T> {
  /** What IPv4 carries: 65 535 bytes less its own head and that of UDP. */
  static final int LARGEST = 65_507;

  private static final int INITIAL_CAPACITY = 512;

  private final DatagramPort port;
  private final Encoder<? super T> encoder;
  private final ByteBufAllocator allocator;
  private int maxLength = LARGEST;
  private @Nullable Waiting waiting;
  private boolean finishing; // asked to finish, at least once
  private boolean closed;

  private record Waiting(ByteBuf bytes, InetSocketAddress target) {}

  DatagramWriter(DatagramPort port, Encoder<? super T> encoder, ByteBufAllocator allocator) {
    this.port = port;
    this.encoder = encoder;
    this.allocator = allocator;
  }

  void maxLength(int bytes) {
    if (bytes < 1 || bytes > LARGEST) {
      throw new IllegalArgumentException("maxDatagramLength is not from 1 to 65507: " + bytes);
    }
    maxLength = bytes;
  }

  Poll<Void> pollReady(Context cx) throws IOException {
    checkTakesItems();
    return pollSend(cx);
  }

  void startSend(Addressed<? extends T> item) throws Exception {
    try {
      checkTakesItems();
      if (waiting != null) {
        throw new IllegalStateException("startSend called without a ready pollReady");
      }
      waiting = new Waiting(encoded(item.value()), item.address());
    } finally {
      ReferenceCountUtil.release(item.value());
    }
  }

  private ByteBuf encoded(T value) throws Exception {
    ByteBuf bytes = allocator.heapBuffer(INITIAL_CAPACITY);
    try {
      encoder.encode(value, bytes);
      if (bytes.readableBytes() > maxLength) {
        throw new FrameTooLongException(
            "a datagram of " + bytes.readableBytes() + " bytes", maxLength);
      }
      return bytes;
    } catch (Throwable failure) {
      bytes.release();
      throw failure;
    }
  }

  Poll<Void> pollFlush(Context cx) throws IOException {
    checkOpen();
    return pollSend(cx);
  }

  Poll<Void> pollFinish(Context cx) throws IOException {
    checkOpen();
    finishing = true;
    return pollSend(cx);
  }

  private Poll<Void> pollSend(Context cx) throws IOException {
    Waiting datagram = waiting;
    if (datagram == null) {
      return Poll.done();
    }
    ByteBuf bytes = datagram.bytes;
    boolean waitsOn = false;
    try {
      waitsOn =
          port.pollSend(
                  cx,
                  bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()),
                  datagram.target)
              .isPending();
    } finally {
      if (!waitsOn) {
        dropDatagram(); // sent, or it cannot be: the next one may do better
      }
    }
    return waitsOn ? Poll.pending() : Poll.done();
  }

  private void dropDatagram() {
    Waiting datagram = waiting;
    waiting = null;
    if (datagram != null) {
      datagram.bytes.release();
    }
  }

  void close() {
    closed = true;
    dropDatagram();
  }

  private void checkTakesItems() throws ClosedChannelException {
    checkOpen();
    if (finishing) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public String toString() {
    Waiting datagram = waiting;
    return (datagram == null ? 0 : datagram.bytes.readableBytes())
        + " bytes to send"
        + (closed ? ", closed" : "");
  }
}
