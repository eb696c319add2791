package weft.testkit;

import java.util.BitSet;

/**
 * Which faults of a run are left out while it is shrunk, by their number in the order in which they
 * would happen.
 *
 * @param limit the first of those that do not happen at the end
 * @param skipped further ones
 */
record FaultFilter(long limit, BitSet skipped) {
  /** Leaves nothing out. */
  static final FaultFilter NONE = new FaultFilter(Long.MAX_VALUE, new BitSet());

  FaultFilter withLimit(long number) {
    return new FaultFilter(number, skipped);
  }

  /** Leaves out {@code count} more, from number {@code first} on. */
  FaultFilter without(int first, int count) {
    BitSet more = (BitSet) skipped.clone();
    more.set(first, first + count);
    return new FaultFilter(limit, more);
  }

  boolean skips(long number) {
    return number >= limit || (number < Integer.MAX_VALUE && skipped.get((int) number));
  }
}
