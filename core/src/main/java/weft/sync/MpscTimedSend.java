package weft.sync;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Timers;

/** {@link Mpsc.Sender#sendTimeout}. */
final class MpscTimedSend<T> extends MpscClaim<T> implements Future<TrySend<T>> {
  private final T sent;
  private final long timeoutNanos;
  private Timers.@Nullable Timer timer;
  private Services services = Services.none();

  MpscTimedSend(Mpsc.Sender<T> sender, T value, Duration timeout) {
    super(sender, 1, Objects.requireNonNull(value, "value"));
    sent = value;
    timeoutNanos = saturatedNanos(timeout);
  }

  private static long saturatedNanos(Duration timeout) {
    try {
      return Math.max(0, timeout.toNanos());
    } catch (ArithmeticException centuries) {
      return Long.MAX_VALUE >> 1; // deadlines are compared by difference
    }
  }

  @Override
  public Poll<TrySend<T>> poll(Context cx) {
    services = cx.services();
    switch (attempt(cx, "sendTimeout")) {
      case GRANTED -> {
        stopTimer();
        return Poll.ready(TrySend.sent());
      }
      case CLOSED -> {
        stopTimer();
        return Poll.ready(new TrySend.Closed<>(sent));
      }
      default -> {
        if (!timer(cx).pollElapsed(cx.waker())) {
          return Poll.pending();
        }
        return Poll.ready(
            switch (withdraw()) {
              case GRANTED -> TrySend.sent();
              case CLOSED -> new TrySend.Closed<>(sent);
              case WAIT -> new TrySend.Full<>(sent);
            });
      }
    }
  }

  private Timers.Timer timer(Context cx) {
    Timers.Timer current = timer;
    if (current == null) {
      Timers timers = cx.services().timers();
      if (timers == null) {
        throw new IllegalStateException(
            "sendTimeout was polled by an executor without timers: run it on a Weft runtime");
      }
      current = timers.timer(timers.nanoTime() + timeoutNanos);
      timer = current;
    }
    return current;
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      stopTimer();
      if (withdraw() != Answer.GRANTED) {
        channel.discard(value, services);
      }
    }
  }
}
