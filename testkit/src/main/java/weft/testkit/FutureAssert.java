package weft.testkit;

import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import weft.future.Future;

/**
 * Assertions on a future, which is polled once by each that needs it.
 *
 * @param <T> the type of the future's value
 */
public final class FutureAssert<T> extends AbstractAssert<FutureAssert<T>, Future<T>> {
  private final PollProbe<T> probe;

  FutureAssert(Future<T> future) {
    super(future, FutureAssert.class);
    this.probe = PollProbe.of(future);
  }

  /** Polls once and wants pending. */
  public FutureAssert<T> isPending() {
    probe.assertPending();
    return this;
  }

  /** Wants the waker to have been woken since the last poll. */
  public FutureAssert<T> isWoken() {
    if (!probe.isWoken()) {
      failWithMessage("expected %s to have been woken", probe);
    }
    return this;
  }

  /** Wants the waker not to have been woken since the last poll. */
  public FutureAssert<T> isNotWoken() {
    if (probe.isWoken()) {
      failWithMessage("expected %s not to have been woken", probe);
    }
    return this;
  }

  /** Polls once and wants this value. */
  public FutureAssert<T> isReadyWith(T value) {
    T got = probe.assertReady();
    if (!Objects.equals(got, value)) {
      failWithMessage("expected to be ready with %s, but with %s", value, got);
    }
    return this;
  }

  /** Polls once and wants a failure; gives assertions on it. */
  public AbstractThrowableAssert<?, ? extends Throwable> hasFailedWith(
      Class<? extends Throwable> type) {
    return Assertions.assertThat(probe.assertFailed(type));
  }

  /** Gives the future up. */
  public FutureAssert<T> cancel() {
    probe.cancel();
    return this;
  }
}
