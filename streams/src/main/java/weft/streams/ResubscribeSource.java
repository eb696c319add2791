package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * Begins anew: {@code retry} after failures, {@code repeat} after ends. What has been given stays
 * given, so that items may come twice after a retry.
 */
final class ResubscribeSource<T> extends AbstractStream<T> {
  private static final int CHANCES = 1 << 16;

  private final Supplier<? extends Stream<? extends T>> supplier;
  private final Backoff backoff;
  private final @Nullable Predicate<? super Exception> retryOn; // null: repeat after the end
  private final OneItem<T> one = new OneItem<>();
  private final String name;
  private final Alarm alarm;
  private @Nullable Stream<? extends T> current;
  private long attempt;
  private Emitter<? super T> down = Emitters.none();

  ResubscribeSource(
      Supplier<? extends Stream<? extends T>> supplier,
      Backoff backoff,
      @Nullable Predicate<? super Exception> retryOn) {
    this.supplier = Objects.requireNonNull(supplier, "supplier");
    this.backoff = Objects.requireNonNull(backoff, "backoff");
    this.retryOn = retryOn;
    this.name = retryOn == null ? "repeat" : "retry";
    this.alarm = new Alarm(name);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    down = emitter;
    while (true) {
      if (alarm.isSet()) {
        if (!alarm.pollElapsed(cx)) {
          return Progress.PENDING;
        }
        alarm.clear();
      }
      if (current == null
          && !cx.proceed()) { // one that fails or ends at once must not hold the task
        return Progress.PENDING;
      }
      Progress progress;
      try {
        progress = current().pollEach(cx, this::pass);
      } catch (Exception failure) {
        giveUp(failure);
        if (!isRetried(failure)) {
          finish();
          throw failure;
        }
        again(cx);
        continue;
      }
      if (progress != Progress.DONE) {
        return progress;
      }
      Stream<? extends T> ended = current();
      current = null;
      ended.cancel(); // it may hold on to its source
      if (retryOn != null || isExhausted()) {
        finish();
        return Progress.DONE;
      }
      again(cx);
    }
  }

  /** The stream that is read; a new one if there is none. A supplier that throws has failed too. */
  private Stream<? extends T> current() {
    Stream<? extends T> active = current;
    if (active == null) {
      active = Failures.requireResult(supplier.get(), name + ": the supplier", "a stream");
      current = active;
    }
    return active;
  }

  private void giveUp(Exception failure) {
    Stream<? extends T> failed = current;
    current = null;
    if (failed != null) {
      Cleanup.after(failure, failed::cancel);
    }
  }

  private boolean isRetried(Exception failure) {
    if (retryOn == null || isExhausted()) {
      return false;
    }
    try {
      return retryOn.test(failure);
    } catch (Throwable second) {
      finish();
      Cleanup.suppress(second, failure);
      throw second;
    }
  }

  private boolean isExhausted() {
    return backoff.attempts() != Integer.MAX_VALUE && attempt >= backoff.attempts();
  }

  private boolean pass(T item) {
    if (retryOn != null) {
      attempt = 0; // it works again: the next failure is the first of a new row
    }
    return down.emit(item);
  }

  private void again(Context cx) {
    double chance = backoff.jitter() == 0 ? 0 : cx.random(CHANCES) / (double) CHANCES;
    long wait = backoff.waitNanos(attempt, chance);
    attempt++;
    if (wait > 0) {
      alarm.setAfter(cx, wait);
    }
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public void cancel() {
    finish();
    alarm.clear();
    Stream<? extends T> active = current;
    current = null;
    if (active != null) {
      active.cancel();
    }
  }
}
