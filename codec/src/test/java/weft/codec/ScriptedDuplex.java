package weft.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import weft.future.Context;
import weft.io.Duplex;
import weft.io.IoResult;

/** A connection that follows a script; after its script the reading side is pending. */
final class ScriptedDuplex implements Duplex {
  private final ArrayDeque<Object> reads = new ArrayDeque<>();
  private final ArrayDeque<Integer> writes = new ArrayDeque<>();
  final ByteArrayOutputStream written = new ByteArrayOutputStream();
  int reading;
  int flushes;
  int shutdowns;
  int closes;

  ScriptedDuplex bytes(byte... bytes) {
    reads.add(ByteBuffer.wrap(bytes));
    return this;
  }

  ScriptedDuplex text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  ScriptedDuplex pending() {
    reads.add(IoResult.PENDING);
    return this;
  }

  ScriptedDuplex eof() {
    reads.add(IoResult.EOF);
    return this;
  }

  ScriptedDuplex failure(IOException failure) {
    reads.add(failure);
    return this;
  }

  /** The next write takes at most {@code count} bytes, or is pending. Later writes take all. */
  ScriptedDuplex write(int count) {
    writes.add(count);
    return this;
  }

  String writtenText() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    reading++;
    Object step = reads.peek();
    if (step == null) {
      return IoResult.PENDING;
    }
    if (step instanceof ByteBuffer source) {
      int count = Math.min(source.remaining(), dst.remaining());
      for (int i = 0; i < count; i++) {
        dst.put(source.get());
      }
      if (!source.hasRemaining()) {
        reads.remove();
      }
      return count;
    }
    reads.remove();
    if (step instanceof IOException failure) {
      throw failure;
    }
    return (Integer) step;
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer src) {
    Integer step = writes.poll();
    if (step != null && step == IoResult.PENDING) {
      return IoResult.PENDING;
    }
    int count = step == null ? src.remaining() : Math.min(step, src.remaining());
    for (int i = 0; i < count; i++) {
      written.write(src.get());
    }
    return count;
  }

  @Override
  public int pollFlush(Context cx) {
    flushes++;
    return 0;
  }

  @Override
  public int pollShutdown(Context cx) {
    shutdowns++;
    return 0;
  }

  @Override
  public void close() {
    closes++;
  }
}
