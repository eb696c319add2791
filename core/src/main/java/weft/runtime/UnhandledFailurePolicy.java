package weft.runtime;

import java.time.Duration;
import weft.task.UnhandledFailureHandler;

/**
 * What a runtime does about tasks that fail.
 *
 * @param grace how long a failed task may stay unjoined before its failure goes to the {@link
 *     UnhandledFailureHandler}; one whose handle was cancelled is reported at once
 * @param shutsDown whether the first failure of any task, joined or not, shuts the runtime down:
 *     all tasks are cancelled, and every {@code blockOn} throws
 */
public record UnhandledFailurePolicy(Duration grace, boolean shutsDown) {
  /** Long enough for a join that is merely late, short enough to be of use in a log. */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  /** Checks the grace time. */
  public UnhandledFailurePolicy {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace < 0: " + grace);
    }
  }

  /** Reports failures that nobody has joined for five seconds: the default. */
  public static UnhandledFailurePolicy report() {
    return reportAfter(DEFAULT_GRACE);
  }

  /** Reports failures that nobody has joined for {@code grace}. */
  public static UnhandledFailurePolicy reportAfter(Duration grace) {
    return new UnhandledFailurePolicy(grace, false);
  }

  /** Ends the runtime at the first failure of a task. */
  public static UnhandledFailurePolicy shutDownRuntime() {
    return new UnhandledFailurePolicy(Duration.ZERO, true);
  }
}
