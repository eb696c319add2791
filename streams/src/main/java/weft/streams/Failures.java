package weft.streams;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What to do with something that was caught. */
final class Failures {
  private Failures() {}

  /**
   * The failure as what {@code pollNext} may throw; an error is thrown at once. What is neither an
   * exception nor an error (a publisher may fail with it) becomes the cause of one.
   */
  static Exception asException(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof Exception exception ? exception : new CompletionException(failure);
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
