package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class WriteAllFuture extends OnceFuture<Void> {
  private final AsyncWrite drain;
  private final ByteBuffer src;

  WriteAllFuture(AsyncWrite drain, ByteBuffer src) {
    this.drain = drain;
    this.src = src;
  }

  @Override
  Poll<Void> advance(Context cx) throws IOException {
    while (src.hasRemaining()) {
      int count = drain.pollWrite(cx, src);
      if (IoResult.isPending(count)) {
        return Poll.pending();
      }
      WriteZero.check(count, drain);
    }
    return Poll.done();
  }
}
