package weft.internal.env;

/**
 * Lets one thread wait for another, with a token: an {@link #unpark} that comes first makes the
 * next park return at once. Everything written before {@code unpark} is visible after the park it
 * ends.
 *
 * <p>The parks are called by one owner; {@link #unpark} by anybody. May return spuriously. In a
 * simulation a park only marks its virtual worker as parked and returns; the worker's next step
 * begins when the token is there. So whoever parks must let the park be the last act of a step.
 */
public interface Parker {

  /** Waits for the token and takes it. */
  void park();

  /** Waits for the token for at most {@code nanos} nanoseconds; zero or less does not wait. */
  void parkNanos(long nanos);

  /** Makes the token available. */
  void unpark();
}
