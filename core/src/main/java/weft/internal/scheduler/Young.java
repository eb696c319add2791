package weft.internal.scheduler;

/**
 * When a scheduler's thread replaces the objects into which it stores tasks at each poll (the
 * context, the list of those that yielded, the ring's array) by new ones, which costs next to
 * nothing and saves a fence each time.
 *
 * <p>G1, the default collector, wants to know of every reference that is stored into an object of
 * its old regions, and its compiled code looks for that after a fence, which takes as long as an
 * atomic operation. A store into a young object is recognized before the fence. Everything that
 * lives as long as a worker does is old after a few collections, unless it is replaced between
 * them. Other collectors do not mind.
 */
final class Young {
  private final int interval;
  private long due;

  /**
   * @param interval in polls: short against what passes between two collections
   */
  Young(int interval) {
    this.interval = interval;
  }

  /** Whether it is time, after so many polls; then the next time is later. */
  boolean isDue(long polls) {
    if (polls < due) {
      return false;
    }
    due = polls + interval;
    return true;
  }
}
