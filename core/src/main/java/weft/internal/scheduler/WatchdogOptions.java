package weft.internal.scheduler;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.task.BlockedPoll;

/**
 * What a runtime's watchdog is to do.
 *
 * @param enabled whether there is one
 * @param thresholdNanos how long a poll may last before it is reported
 * @param hook receives the reports, or null to log them
 */
public record WatchdogOptions(
    boolean enabled, long thresholdNanos, @Nullable Consumer<BlockedPoll> hook) {

  /** Long enough that an ordinary pause of the machine is not taken for a blocked poll. */
  public static final long DEFAULT_THRESHOLD_NANOS = 1_000_000_000L;

  /** A watchdog that logs. */
  public static final WatchdogOptions DEFAULT =
      new WatchdogOptions(true, DEFAULT_THRESHOLD_NANOS, null);

  /** No watchdog. */
  public static final WatchdogOptions OFF =
      new WatchdogOptions(false, DEFAULT_THRESHOLD_NANOS, null);

  private static final long LONGEST_PERIOD_NANOS = 10_000_000L;
  private static final long SHORTEST_PERIOD_NANOS = 1_000_000L;

  /**
   * The time between two looks. A poll that is seen at two of them is taken for blocked; ten
   * milliseconds are long for a poll and short for those who wait behind it.
   */
  long periodNanos() {
    return Math.max(SHORTEST_PERIOD_NANOS, Math.min(LONGEST_PERIOD_NANOS, thresholdNanos / 2));
  }
}
