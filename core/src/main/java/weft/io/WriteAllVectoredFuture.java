package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class WriteAllVectoredFuture extends OnceFuture<Void> {
  private final AsyncWrite drain;
  private final ByteBuffer[] srcs;

  WriteAllVectoredFuture(AsyncWrite drain, ByteBuffer[] srcs) {
    this.drain = drain;
    this.srcs = srcs;
  }

  @Override
  Poll<Void> advance(Context cx) throws IOException {
    while (hasRemaining()) {
      int count = drain.pollWriteVectored(cx, srcs);
      if (IoResult.isPending(count)) {
        return Poll.pending();
      }
      WriteZero.check(count, drain);
    }
    return Poll.done();
  }

  private boolean hasRemaining() {
    for (ByteBuffer src : srcs) {
      if (src.hasRemaining()) {
        return true;
      }
    }
    return false;
  }
}
