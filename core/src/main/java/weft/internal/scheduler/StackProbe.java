package weft.internal.scheduler;

/**
 * Makes sure that there is stack left, before something that must not stop half way. Whoever wakes
 * a task may be at the very end of its stack; then the error comes here, where nothing has begun.
 */
final class StackProbe {
  /** More calls deep, and with larger frames, than anything that relies on this. */
  private static final int DEPTH = 24;

  private StackProbe() {}

  /**
   * Returns if there is enough.
   *
   * @throws StackOverflowError if not
   */
  static void ensure() {
    descend(DEPTH, 0, 0, 0, 0);
  }

  private static long descend(int depth, long a, long b, long c, long d) {
    return depth == 0 ? a + b + c + d : descend(depth - 1, b + 1, c + 2, d + 3, a + 4) + a;
  }
}
