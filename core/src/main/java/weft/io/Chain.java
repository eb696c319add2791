package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;

final class Chain implements AsyncRead {
  private final AsyncRead first;
  private final AsyncRead second;
  private boolean firstEnded;

  Chain(AsyncRead first, AsyncRead second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    if (!firstEnded) {
      int count = first.pollRead(cx, dst);
      if (!IoResult.isEof(count)) {
        return count;
      }
      firstEnded = true;
    }
    return second.pollRead(cx, dst);
  }
}
