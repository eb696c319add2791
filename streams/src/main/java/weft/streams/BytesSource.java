package weft.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.io.AsyncRead;
import weft.io.IoResult;

/** What is read from a source of bytes, in buffers of a limited size, each one new. */
final class BytesSource extends AbstractStream<ByteBuffer> {
  private final AsyncRead source;
  private final int size;
  private @Nullable ByteBuffer spare; // not given yet, as nothing was read into it

  BytesSource(AsyncRead source, int size) {
    this.source = Objects.requireNonNull(source, "source");
    this.size = Sizes.requirePositive(size, "buffer size");
  }

  @Override
  public Poll<@Nullable ByteBuffer> pollNext(Context cx) throws IOException {
    requireActive();
    ByteBuffer buffer = spare == null ? ByteBuffer.allocate(size) : spare;
    spare = buffer;
    int count = source.pollRead(cx, buffer);
    if (IoResult.isPending(count)) {
      return Poll.pending();
    }
    if (IoResult.isEof(count)) {
      spare = null;
      return end();
    }
    spare = null;
    return Poll.ready(buffer.flip());
  }

  @Override
  public void cancel() {
    finish();
    spare = null;
  }
}
