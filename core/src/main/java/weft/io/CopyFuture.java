package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class CopyFuture extends OnceFuture<Long> {
  private final CopyLoop loop;

  CopyFuture(AsyncRead source, AsyncWrite drain, ByteBuffer buffer) {
    this.loop = new CopyLoop(source, drain, buffer);
  }

  @Override
  Poll<Long> advance(Context cx) throws IOException {
    return loop.poll(cx) ? Poll.ready(loop.copied()) : Poll.pending();
  }
}
