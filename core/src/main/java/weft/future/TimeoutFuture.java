package weft.future;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@link Future#timeout} and {@link Futures#timeoutAt}. */
final class TimeoutFuture<T extends @Nullable Object> extends Wrapper<T, T> {
  private final @Nullable Duration limit; // null if the deadline was given
  private boolean isStarted;
  private long deadlineNanos;
  private Timers.@Nullable Timer timer; // made when the source was pending for the first time

  private TimeoutFuture(Future<T> source, @Nullable Duration limit, long deadlineNanos) {
    super(source);
    this.limit = limit;
    this.deadlineNanos = deadlineNanos;
  }

  static <T extends @Nullable Object> Future<T> after(Duration limit, Future<T> source) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("the limit of a timeout is negative: " + limit);
    }
    return new TimeoutFuture<>(source, limit, 0);
  }

  static <T extends @Nullable Object> Future<T> at(long deadlineNanos, Future<T> source) {
    return new TimeoutFuture<>(source, null, deadlineNanos);
  }

  @Override
  String name() {
    return "timeout";
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    Timers timers = cx.services().timers();
    if (timers == null) {
      throw new IllegalStateException(
          "timeout was polled by an executor without timers: run it by blockOn or spawn");
    }
    if (!isStarted) {
      isStarted = true;
      if (limit != null) {
        deadlineNanos = timers.nanoTime() + Timers.saturatedNanos(limit);
      }
    }
    boolean hadBudget = cx.hasBudget();
    Poll<T> polled;
    try {
      polled = pollSource(cx);
    } catch (Throwable failure) {
      cancelTimer();
      throw failure;
    }
    if (polled instanceof Poll.Ready) {
      cancelTimer();
      return polled;
    }
    if (timer == null) {
      timer = timers.timer(deadlineNanos);
    }
    if (isElapsed(cx, timer, hadBudget)) {
      cancel();
      throw new TimeoutException(
          limit == null ? "not finished by the deadline" : "not finished within " + limit);
    }
    return polled;
  }

  private static boolean isElapsed(Context cx, Timers.Timer timer, boolean hadBudget) {
    if (hadBudget && !cx.hasBudget()) {
      // The source used up what there was. If the timer had to wait for a new budget as well, a
      // source that always does so would never be timed out.
      return timer.pollElapsed(cx.waker());
    }
    if (!cx.proceed()) {
      return false;
    }
    boolean isElapsed = timer.pollElapsed(cx.waker());
    if (!isElapsed) {
      cx.refund();
    }
    return isElapsed;
  }

  @Override
  public void cancel() {
    cancelTimer();
    super.cancel();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
