package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class WriteFuture extends OnceFuture<Integer> {
  private final AsyncWrite drain;
  private final ByteBuffer src;

  WriteFuture(AsyncWrite drain, ByteBuffer src) {
    this.drain = drain;
    this.src = src;
  }

  @Override
  Poll<Integer> advance(Context cx) throws IOException {
    int count = drain.pollWrite(cx, src);
    return IoResult.isPending(count) ? Poll.pending() : Poll.ready(count);
  }
}
