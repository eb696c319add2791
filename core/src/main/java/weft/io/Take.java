package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

final class Take implements AsyncRead {
  private final AsyncRead source;
  private long left;

  Take(AsyncRead source, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit < 0: " + limit);
    }
    this.source = source;
    this.left = limit;
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (left == 0) {
      return IoResult.EOF;
    }
    int limit = dst.limit();
    dst.limit(dst.position() + (int) Math.min(dst.remaining(), left));
    int count;
    try {
      count = source.pollRead(cx, dst);
    } finally {
      dst.limit(limit);
    }
    if (count > 0) {
      left -= count;
    }
    return count;
  }
}
