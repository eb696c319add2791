package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.io.AsyncRead;

/**
 * The bytes that were read and not decoded yet.
 *
 * <p>Memory is held only while there are bytes: an idle connection owns no buffer. A frame may be a
 * retained slice of it, so bytes are never moved within a buffer that somebody else still refers
 * to; what remains is copied to a fresh one instead. The buffer grows with what has arrived, never
 * with what a header claims.
 *
 * <p>It is on the heap: decoders look at single bytes, which costs several times as much outside of
 * it, more than the copy that the JDK makes when it reads into an array.
 */
final class ReadBuffer {
  /** The size of a read: Tokio's figure for a frame buffer. */
  static final int INITIAL_CAPACITY = 8 * 1024;

  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf buffer;

  ReadBuffer(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** What a decoder looks at; empty and unwritable where nothing was read. */
  ByteBuf bytes() {
    ByteBuf current = buffer;
    return current == null ? Unpooled.EMPTY_BUFFER : current;
  }

  /** Reads once, straight into the buffer's memory. The answer is that of {@code pollRead}. */
  int readFrom(AsyncRead source, Context cx) throws IOException {
    ByteBuf target = writable();
    int start = target.writerIndex();
    ByteBuffer memory = target.internalNioBuffer(start, target.writableBytes());
    int count;
    try {
      count = source.pollRead(cx, memory);
    } catch (Throwable failure) {
      releaseIfEmpty();
      throw failure;
    }
    if (count > 0) {
      target.writerIndex(start + count);
    } else {
      if (count == 0) {
        throw new IllegalStateException("pollRead moved no byte into a buffer that has room");
      }
      releaseIfEmpty();
    }
    return count;
  }

  /** Called when a decoder has consumed: lets go of memory that is used up. */
  void afterDecode() {
    ByteBuf current = buffer;
    if (current == null || current.isReadable()) {
      return;
    }
    if (current.refCnt() > 1 || current.capacity() > INITIAL_CAPACITY) {
      release();
    } else {
      current.clear();
    }
  }

  /** Takes the undecoded bytes out; the caller releases them. */
  ByteBuf take() {
    ByteBuf taken = bytes();
    buffer = null;
    return taken;
  }

  /** Puts bytes in front of what will be read, and takes them over. */
  void put(ByteBuf initial) {
    if (initial.isReadable()) {
      buffer = allocator.heapBuffer(Math.max(INITIAL_CAPACITY, initial.readableBytes()));
      buffer.writeBytes(initial);
    }
    initial.release();
  }

  void release() {
    ByteBuf current = buffer;
    buffer = null;
    if (current != null) {
      current.release();
    }
  }

  private void releaseIfEmpty() {
    ByteBuf current = buffer;
    if (current != null && !current.isReadable()) {
      release();
    }
  }

  /** The buffer with room for at least one byte. */
  private ByteBuf writable() {
    ByteBuf current = buffer;
    if (current == null) {
      return buffer = allocator.heapBuffer(INITIAL_CAPACITY);
    }
    if (current.isWritable()) {
      return current;
    }
    int unread = current.readableBytes();
    boolean shared = current.refCnt() > 1;
    // Moving at most as many bytes as were consumed keeps the work linear in what was received.
    if (!shared && current.readerIndex() >= unread) {
      return current.discardReadBytes();
    }
    ByteBuf larger =
        allocator.heapBuffer(Math.max(INITIAL_CAPACITY, Math.addExact(unread, unread)));
    larger.writeBytes(current);
    buffer = larger;
    current.release();
    return larger;
  }

  @Override
  public String toString() {
    return bytes().readableBytes() + " bytes to decode";
  }
}
