package weft.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class ReadExactFuture extends OnceFuture<Void> {
  private final AsyncRead source;
  private final ByteBuffer dst;

  ReadExactFuture(AsyncRead source, ByteBuffer dst) {
    this.source = source;
    this.dst = dst;
  }

  @Override
  Poll<Void> advance(Context cx) throws IOException {
    while (dst.hasRemaining()) {
      int count = source.pollRead(cx, dst);
      if (IoResult.isPending(count)) {
        return Poll.pending();
      }
      if (IoResult.isEof(count)) {
        throw new EOFException("the stream ended with " + dst.remaining() + " bytes still missing");
      }
    }
    return Poll.done();
  }
}
