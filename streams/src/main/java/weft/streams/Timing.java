package weft.streams;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Operators of time, for {@link Stream#via}. They use the clock of the executor that polls. Periods
 * are positive and as fine as the executor's timers (a millisecond on a Weft runtime).
 *
 * <p>Items that are left out go to {@code onDiscard}, or where it is not given to {@link
 * weft.future.Undelivered}.
 */
public final class Timing {
  private Timing() {}

  /** Waits for {@code pause} after each item before it asks upstream for the next. */
  public static <T> Operator<T, T> throttle(Duration pause) {
    return upstream -> new ThrottleStream<>(upstream, pause);
  }

  /** An item once nothing has followed it for {@code silence}; the last one at the end. */
  public static <T> Operator<T, T> debounce(Duration silence) {
    return upstream -> new DebounceStream<>(upstream, silence, Discard.toRuntime());
  }

  /** As {@link #debounce(Duration)}, with a consumer of what is left out. */
  public static <T> Operator<T, T> debounce(Duration silence, Consumer<? super T> onDiscard) {
    return upstream -> new DebounceStream<>(upstream, silence, Discard.to(onDiscard));
  }

  /** The latest item of each period in which there was one; the last one at the end. */
  public static <T> Operator<T, T> sample(Duration period) {
    return upstream -> new SampleStream<>(upstream, period, Discard.toRuntime());
  }

  /** As {@link #sample(Duration)}, with a consumer of what is left out. */
  public static <T> Operator<T, T> sample(Duration period, Consumer<? super T> onDiscard) {
    return upstream -> new SampleStream<>(upstream, period, Discard.to(onDiscard));
  }

  /**
   * Fails with a {@link java.util.concurrent.TimeoutException} unless the stream has ended {@code
   * limit} after its first poll. The limit for each item is {@link Stream#timeout}.
   */
  public static <T> Operator<T, T> timeoutTotal(Duration limit) {
    return upstream -> new TimeoutStream<>(upstream, limit, false);
  }
}
