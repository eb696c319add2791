package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.io.AsyncWrite;
import weft.io.IoResult;

/**
 * The writing half of framing: frames are encoded into a buffer, and the buffer is written when it
 * reaches the boundary or is flushed. Memory is held only while there are bytes. It is on the heap,
 * for the reason given in {@link ReadBuffer}.
 */
final class FrameWriter<T> {
  /** Bytes above which a sink is not ready before it has written: Tokio's figure. */
  static final int DEFAULT_BOUNDARY = 8 * 1024;

  /** A boundary may be anything, also a wish never to be held up. */
  private static final int LARGEST_FIRST_CAPACITY = 16 * 1024;

  private final AsyncWrite drain;
  private final Encoder<? super T> encoder;
  private final ByteBufAllocator allocator;
  private int boundary = DEFAULT_BOUNDARY;
  private @Nullable ByteBuf buffer;
  private boolean finishing; // asked to finish, at least once
  private boolean closed;

  FrameWriter(AsyncWrite drain, Encoder<? super T> encoder, ByteBufAllocator allocator) {
    this.drain = drain;
    this.encoder = encoder;
    this.allocator = allocator;
  }

  AsyncWrite drain() {
    return drain;
  }

  void boundary(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("backpressure boundary < 1: " + bytes);
    }
    boundary = bytes;
  }

  Poll<Void> pollReady(Context cx) throws IOException {
    checkTakesItems();
    if (buffered() >= boundary && !writeBuffer(cx)) {
      return Poll.pending();
    }
    return Poll.done();
  }

  void startSend(T item) throws Exception {
    try {
      checkTakesItems();
      ByteBuf target = writable();
      int start = target.writerIndex();
      try {
        encoder.encode(item, target);
      } catch (Throwable failure) {
        target.writerIndex(start); // half a frame must not reach the peer
        releaseIfEmpty();
        throw failure;
      }
    } finally {
      ReferenceCountUtil.release(item);
    }
  }

  Poll<Void> pollFlush(Context cx) throws IOException {
    checkOpen();
    if (!writeBuffer(cx) || IoResult.isPending(drain.pollFlush(cx))) {
      return Poll.pending();
    }
    return Poll.done();
  }

  Poll<Void> pollFinish(Context cx) throws IOException {
    checkOpen();
    finishing = true;
    if (!writeBuffer(cx) || IoResult.isPending(drain.pollShutdown(cx))) {
      return Poll.pending();
    }
    return Poll.done();
  }

  /** Bytes encoded and not written yet. */
  int buffered() {
    ByteBuf current = buffer;
    return current == null ? 0 : current.readableBytes();
  }

  /** Puts bytes that were encoded elsewhere in front. Takes them over. */
  void seed(ByteBuf bytes) {
    if (bytes.isReadable()) {
      buffer = allocator.heapBuffer(Math.max(DEFAULT_BOUNDARY, bytes.readableBytes()));
      buffer.writeBytes(bytes);
    }
    bytes.release();
  }

  /** Ends this writer and takes out the bytes that were encoded and not written. */
  ByteBuf takeBytes() {
    closed = true;
    ByteBuf taken = buffer;
    buffer = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  void close() {
    closed = true;
    takeBytes().release();
  }

  /** Writes what is buffered; false if the drain is not ready. */
  private boolean writeBuffer(Context cx) throws IOException {
    ByteBuf current = buffer;
    if (current == null) {
      return true;
    }
    while (current.isReadable()) {
      int start = current.readerIndex();
      int count = drain.pollWrite(cx, current.internalNioBuffer(start, current.readableBytes()));
      if (IoResult.isPending(count)) {
        return false;
      }
      if (count == 0) {
        throw new IOException(
            "the drain took none of " + current.readableBytes() + " bytes: it accepts no more");
      }
      current.readerIndex(start + count);
    }
    releaseIfEmpty();
    return true;
  }

  /**
   * The buffer to append to. What has been written is cut off once it is the larger part: the
   * buffer may never get empty, as a peer may read just as fast as frames are sent.
   */
  private ByteBuf writable() {
    ByteBuf current = buffer;
    if (current == null) {
      return buffer = allocator.heapBuffer(Math.min(boundary, LARGEST_FIRST_CAPACITY));
    }
    // Moving no more bytes than were written keeps the work linear.
    if (current.readerIndex() > 0 && current.readerIndex() >= current.readableBytes()) {
      current.discardReadBytes();
    }
    return current;
  }

  private void releaseIfEmpty() {
    ByteBuf current = buffer;
    if (current != null && !current.isReadable()) {
      buffer = null;
      current.release();
    }
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
    return buffered() + " bytes to write" + (closed ? ", closed" : "");
  }
}
