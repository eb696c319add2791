package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

/**
 * Moves bytes from a source to a drain until the source ends. Goes on reading while the drain does
 * not take anything, as far as the buffer reaches, and flushes while the source has nothing.
 */
final class CopyLoop {
  private final AsyncRead source;
  private final AsyncWrite drain;
  private final ByteBuffer buffer; // from position to limit: read and not yet written
  private boolean ended;
  private boolean unflushed;
  private long copied;

  CopyLoop(AsyncRead source, AsyncWrite drain, ByteBuffer buffer) {
    if (buffer.capacity() == 0) {
      throw new IllegalArgumentException("the buffer has no capacity");
    }
    this.source = source;
    this.drain = drain;
    this.buffer = buffer;
  }

  /** How many bytes the drain has taken. */
  long copied() {
    return copied;
  }

  /** Copies as far as it can; true when the source has ended and all is flushed. */
  boolean poll(Context cx) throws IOException {
    // What an earlier poll has read goes first: the units of a small budget, spent on reading alone
    // in every poll, would never let it get to writing.
    boolean owes = buffer.hasRemaining();
    while (true) {
      if (!cx.hasBudget()) {
        cx.proceed(); // has us polled again
        return false;
      }
      if (owes) {
        owes = false;
        if (drain(cx)) {
          continue;
        }
      }
      boolean full = isFull();
      boolean starved = !full && !fill(cx);
      if (!drain(cx)) {
        if (full || starved || ended) {
          return false; // the drain will wake us, and the source, too, if it was asked
        }
        continue; // use the time to read more
      }
      if (ended) {
        return flush(cx);
      }
      if (starved) {
        flush(cx); // the source has nothing: what it gave should not wait for more
        return false;
      }
      cx.proceed(); // for sources and drains that take no units themselves
      // A source that was not asked for lack of space would not wake us: ask it now.
    }
  }

  /** Whether there is no room to read into before something is written. */
  private boolean isFull() {
    return buffer.hasRemaining() && buffer.limit() == buffer.capacity();
  }

  /** Reads once into the room there is; false if the source has nothing for now. */
  private boolean fill(Context cx) throws IOException {
    if (ended) {
      return true;
    }
    if (!buffer.hasRemaining()) {
      buffer.position(0).limit(0);
    }
    int unwritten = buffer.position();
    int end = buffer.limit();
    buffer.limit(buffer.capacity()).position(end);
    try {
      int count = source.pollRead(cx, buffer);
      ended = IoResult.isEof(count);
      return !IoResult.isPending(count);
    } finally {
      int filled = buffer.position();
      buffer.limit(filled).position(unwritten);
    }
  }

  /** Writes; false if the drain does not take all. */
  private boolean drain(Context cx) throws IOException {
    while (buffer.hasRemaining()) {
      int count = drain.pollWrite(cx, buffer);
      if (IoResult.isPending(count)) {
        return false;
      }
      WriteZero.check(count, drain);
      copied += count;
      unflushed = true;
    }
    return true;
  }

  private boolean flush(Context cx) throws IOException {
    if (unflushed) {
      if (IoResult.isPending(drain.pollFlush(cx))) {
        return false;
      }
      unflushed = false;
    }
    return true;
  }
}
