package weft.internal.env;

/** A monotonic clock. May be called from any thread. */
@FunctionalInterface
public interface Clock {

  /** Nanoseconds since an arbitrary origin. Compare by difference only: the value may wrap. */
  long nanoTime();
}
