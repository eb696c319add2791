package weft.internal.codec;

import io.netty.util.ReferenceCounted;
import weft.codec.Addressed;
import weft.future.Undelivered;
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
    // A record cannot release its value by itself, or the runtime's hook would never see another.
    return value instanceof Addressed<?> addressed && releaseContent(addressed.value());
  }

  private boolean releaseContent(Object value) {
    if (value instanceof Undelivered owner) {
      owner.onUndelivered();
      return true;
    }
    return release(value);
  }
}
