package weft.streams;

/**
 * Bounds of how many items a stream has yet to give. Only a hint for the size of collections:
 * nothing may break if a stream of somebody else reports it wrongly.
 *
 * @param atLeast the lower bound, zero if unknown
 * @param atMost the upper bound, {@link Long#MAX_VALUE} if unknown or infinite
 */
public record SizeHint(long atLeast, long atMost) {
  /** Nothing is known. */
  public static final SizeHint UNKNOWN = new SizeHint(0, Long.MAX_VALUE);

  private static final SizeHint NONE = new SizeHint(0, 0);

  /** Checks the bounds. */
  public SizeHint {
    if (atLeast < 0 || atMost < atLeast) {
      throw new IllegalArgumentException("not 0 <= atLeast <= atMost: " + atLeast + ", " + atMost);
    }
  }

  /** Exactly {@code count} items. */
  public static SizeHint exactly(long count) {
    return new SizeHint(count, count);
  }

  /** No items, or nothing is known: for operators that know no more than that. */
  static SizeHint noneIf(boolean none) {
    return none ? NONE : UNKNOWN;
  }

  /** Whether no item is to come: there may still be a failure. */
  boolean isNone() {
    return atMost == 0;
  }

  /** The same upper bound, and no lower one: for operators that leave items out. */
  public SizeHint orFewer() {
    return atLeast == 0 ? this : new SizeHint(0, atMost);
  }

  /** The bounds of both together. */
  public SizeHint plus(SizeHint other) {
    return new SizeHint(sum(atLeast, other.atLeast), sum(atMost, other.atMost));
  }

  /** The bounds of whichever ends first. */
  public SizeHint min(SizeHint other) {
    return new SizeHint(Math.min(atLeast, other.atLeast), Math.min(atMost, other.atMost));
  }

  /** The bounds after {@code count} items were left out at the front. */
  public SizeHint minus(long count) {
    long upper = atMost == Long.MAX_VALUE ? atMost : Math.max(0, atMost - count);
    return new SizeHint(Math.max(0, atLeast - count), upper);
  }

  private static long sum(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
