package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class WriteVectoredFuture extends OnceFuture<Integer> {
  private final AsyncWrite drain;
  private final ByteBuffer[] srcs;

  WriteVectoredFuture(AsyncWrite drain, ByteBuffer[] srcs) {
    this.drain = drain;
    this.srcs = srcs;
  }

  @Override
  Poll<Integer> advance(Context cx) throws IOException {
    int count = drain.pollWriteVectored(cx, srcs);
    return IoResult.isPending(count) ? Poll.pending() : Poll.ready(count);
  }
}
