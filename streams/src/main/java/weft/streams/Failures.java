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

  /**
   * Checks that a user's function has returned what it is to return.
   *
   * @param who the operator and its function
   * @param what what that is
   */
  static <R> R requireResult(@Nullable R result, String who, String what) {
    if (result == null) {
      throw new NullPointerException(who + " returned null instead of " + what);
    }
    return result;
  }

  /** Checks that the value of a future can be an item. */
  static <T> T requireValue(@Nullable T value, String operator) {
    if (value == null) {
      throw new NullPointerException(
          operator
              + ": a future's value is null, but items are never null; let a value stand for none"
              + " and leave it out by filterMap, or run futures without values by"
              + " forEachConcurrent");
    }
    return value;
  }
}
