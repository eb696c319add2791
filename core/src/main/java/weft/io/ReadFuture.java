package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class ReadFuture extends OnceFuture<Integer> {
  private final AsyncRead source;
  private final ByteBuffer dst;

  ReadFuture(AsyncRead source, ByteBuffer dst) {
    this.source = source;
    this.dst = dst;
  }

  @Override
  Poll<Integer> advance(Context cx) throws IOException {
    int count = source.pollRead(cx, dst);
    return IoResult.isPending(count) ? Poll.pending() : Poll.ready(count);
  }
}
