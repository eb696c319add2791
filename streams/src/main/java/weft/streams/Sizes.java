package weft.streams;

/** Checks of counts that users give. */
final class Sizes {
  /** For how many items a loop takes budget at a time: enough for that to cost nothing. */
  static final int TURN = 16;

  private Sizes() {}

  /** A size of a buffer, a batch or a degree of concurrency: at least one. */
  static int requirePositive(int size, String what) {
    if (size < 1) {
      throw new IllegalArgumentException(what + " < 1: " + size);
    }
    return size;
  }

  /** A number of items. */
  static long requireNotNegative(long count, String what) {
    if (count < 0) {
      throw new IllegalArgumentException(what + " < 0: " + count);
    }
    return count;
  }
}
