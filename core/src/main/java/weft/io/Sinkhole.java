package weft.io;

import java.nio.ByteBuffer;
import weft.future.Context;

enum Sinkhole implements AsyncWrite {
  INSTANCE;

  @Override
  public int pollWrite(Context cx, ByteBuffer src) {
    int count = src.remaining();
    if (count > 0 && !cx.proceed()) {
      return IoResult.PENDING;
    }
    src.position(src.limit());
    return count;
  }

  @Override
  public int pollFlush(Context cx) {
    return 0;
  }

  @Override
  public int pollShutdown(Context cx) {
    return 0;
  }
}
