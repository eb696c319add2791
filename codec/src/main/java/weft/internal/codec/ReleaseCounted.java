package weft.internal.codec;

import io.netty.util.ReferenceCounted;
import weft.future.UndeliveredHandler;

/** Releases a frame that nobody will receive, if it is a buffer or else counts its references. */
public final class ReleaseCounted implements UndeliveredHandler {
  /** For {@link java.util.ServiceLoader}. */
  public ReleaseCounted() {}

  @Override
  public boolean release(Object value) {
    if (value instanceof ReferenceCounted counted) {
      counted.release();
      return true;
    }
    return false;
  }
}
