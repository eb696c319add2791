package weft.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import weft.future.Context;
import weft.future.Poll;

final class ReadToEndFuture<T> extends OnceFuture<T> {
  private static final int FIRST_CHUNK = 1024;
  private static final int LARGEST_CHUNK = 64 * 1024;

  private final AsyncRead source;
  private final ByteArrayOutputStream into;
  private final int limit;
  private final BiFunction<ByteArrayOutputStream, Integer, T> result;
  private ByteBuffer chunk = ByteBuffer.allocate(FIRST_CHUNK);
  private int total;

  ReadToEndFuture(
      AsyncRead source,
      ByteArrayOutputStream into,
      int limit,
      BiFunction<ByteArrayOutputStream, Integer, T> result) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit < 0: " + limit);
    }
    this.source = source;
    this.into = into;
    this.limit = limit;
    this.result = result;
  }

  @Override
  Poll<T> advance(Context cx) throws IOException {
    while (true) {
      int room = limit - into.size();
      // One byte more than there is room for tells the end from too much.
      chunk.clear().limit((int) Math.min(chunk.capacity(), Math.max(room, 0) + 1L));
      int count = source.pollRead(cx, chunk);
      if (IoResult.isPending(count)) {
        return Poll.pending();
      }
      if (IoResult.isEof(count)) {
        return Poll.ready(result.apply(into, total));
      }
      int kept = Math.min(count, Math.max(room, 0));
      into.write(chunk.array(), 0, kept);
      total += kept;
      if (count > kept) {
        throw new IOException(
            "the stream has more than " + limit + " bytes: raise the limit of readToEnd");
      }
      if (!chunk.hasRemaining() && chunk.capacity() < LARGEST_CHUNK) {
        chunk = ByteBuffer.allocate(chunk.capacity() * 4);
      }
    }
  }
}
