package weft.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How one run has ended.
 *
 * @param failure what it failed with, or null
 */
record SimRun(@Nullable Throwable failure, long traceHash, SimWorld world) {

  /** Whether {@code other} failed for the same reason, as far as its type and first words tell. */
  boolean failsLike(Throwable other) {
    Throwable mine = failure;
    return mine != null
        && mine.getClass() == other.getClass()
        && headline(mine).equals(headline(other));
  }

  private static String headline(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return "";
    }
    int end = message.indexOf(':');
    return end < 0 ? "" : message.substring(0, end);
  }
}
