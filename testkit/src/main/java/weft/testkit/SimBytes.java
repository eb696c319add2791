package weft.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes that have arrived and not been read. */
final class SimBytes {
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
  private int size;

  void add(byte[] bytes) {
    chunks.add(ByteBuffer.wrap(bytes));
    size += bytes.length;
  }

  int size() {
    return size;
  }

  /** Moves {@code count} bytes, which are there, to {@code dst}, which has room for them. */
  void moveTo(ByteBuffer dst, int count) {
    int left = count;
    while (left > 0) {
      ByteBuffer first = chunks.element();
      int limit = first.limit();
      int length = Math.min(left, first.remaining());
      first.limit(first.position() + length);
      dst.put(first);
      first.limit(limit);
      if (!first.hasRemaining()) {
        chunks.remove();
      }
      left -= length;
    }
    size -= count;
  }

  void clear() {
    chunks.clear();
    size = 0;
  }
}
