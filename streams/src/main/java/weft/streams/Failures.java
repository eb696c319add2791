package weft.streams;

import org.jspecify.annotations.Nullable;

/** What to do with something that was caught. */
final class Failures {
  private Failures() {}

  /** The failure as what {@code pollNext} may throw; an error is thrown at once. */
  static Exception asException(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (Exception) failure;
  }

  /** Checks that a user's function kept the rule that items are never null. */
  static <T> T requireItem(@Nullable T item, String operator) {
    if (item == null) {
      throw new NullPointerException(
          operator
              + ": the function returned null, but items are never null; use filterMap to"
              + " leave items out");
    }
    return item;
  }
}
