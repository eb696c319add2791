package weft.sync;

/**
 * A broadcast receiver was too slow: values were overwritten before it received them. The next
 * receive gives the oldest value that is still there.
 */
public final class LaggedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How many values were missed. */
  private final long missed;

  LaggedException(long missed) {
    // No stack trace: it is part of the normal course, and says nothing about where the fault is.
    super(
        "the receiver missed " + missed + " values: receive faster, or raise the capacity",
        null,
        false,
        false);
    this.missed = missed;
  }

  /** How many values were missed. */
  public long missed() {
    return missed;
  }
}
