package weft.testkit;

/** What a virtual worker waits for. */
interface SimWait {
  /** No end by time. */
  long NEVER = Long.MAX_VALUE;

  /** Whether the worker may go on. */
  boolean isOver();

  /** The simulated time at which the wait ends by itself, or {@link #NEVER}. */
  long endsAt();

  /** The worker goes on, for this reason or another: takes the token. */
  void end();
}
