package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;

/**
 * Owns one future and polls it by hand, so that a test can look at it between two polls. Holds the
 * future and itself to the contract: it cancels once after a failure, never polls a finished
 * future, and fails an assertion that names what happened instead.
 *
 * <pre>{@code
 * var probe = PollProbe.of(semaphore.acquire());
 * probe.assertPending();
 * semaphore.addPermits(1);
 * assertThat(probe.isWoken()).isTrue();
 * Permit permit = probe.assertReady();
 * }</pre>
 *
 * <p>Used by one thread.
 *
 * @param <T> the type of the future's value
 */
public final class PollProbe<T extends @Nullable Object> implements AutoCloseable {
  /** Polls after which {@link #pollUntilIdle} takes a future for one that wakes itself for ever. */
  public static final int MAX_IDLE_POLLS = 1000;

  private enum State {
    OPEN,
    READY,
    FAILED,
    CANCELLED
  }

  private final Future<T> future;
  private final HandExecutor executor;
  private State state = State.OPEN;
  private int polls;

  private PollProbe(Future<T> future, Services services) {
    this.future = future;
    this.executor = new HandExecutor(services);
  }

  /** Takes over {@code future}. */
  public static <T extends @Nullable Object> PollProbe<T> of(Future<T> future) {
    return new PollProbe<>(future, Services.none());
  }

  /** Takes over {@code future}, which finds {@code services} in its context. */
  public static <T extends @Nullable Object> PollProbe<T> of(Future<T> future, Services services) {
    return new PollProbe<>(future, services);
  }

  /** Gives each later poll {@code units} of budget; without this it is unlimited. */
  public PollProbe<T> withBudget(int units) {
    executor.budget(units);
    return this;
  }

  /**
   * Polls once.
   *
   * @throws Exception the future's failure, after it was cancelled
   */
  public Poll<T> poll() throws Exception {
    if (state != State.OPEN) {
      throw new AssertionError("polled a future that is already " + state);
    }
    polls++;
    try {
      Poll<T> poll = executor.run(future::poll);
      if (poll.isReady()) {
        state = State.READY;
      }
      return poll;
    } catch (Throwable failure) {
      state = State.FAILED;
      future.cancel();
      throw failure;
    }
  }

  /** Polls once and wants pending. */
  public PollProbe<T> assertPending() {
    Poll<T> poll = pollForAssertion("pending");
    if (poll instanceof Poll.Ready<T> ready) {
      throw new AssertionError("expected pending, but ready with " + ready.value());
    }
    return this;
  }

  /** Polls once and wants the value. */
  public T assertReady() {
    Poll<T> poll = pollForAssertion("ready");
    if (poll instanceof Poll.Ready<T> ready) {
      return ready.value();
    }
    throw new AssertionError("expected ready, but pending after " + polls + " polls");
  }

  /** Polls once and wants a failure of a type. */
  public <E extends Throwable> E assertFailed(Class<E> type) {
    Poll<T> poll;
    try {
      poll = poll();
    } catch (Throwable failure) {
      if (type.isInstance(failure)) {
        return type.cast(failure);
      }
      throw new AssertionError("expected " + type.getName() + ", but failed otherwise", failure);
    }
    throw new AssertionError("expected " + type.getName() + ", but " + poll);
  }

  /**
   * Polls until the future is finished or waits for somebody else.
   *
   * @throws Exception the future's failure
   */
  public Poll<T> pollUntilIdle() throws Exception {
    for (int i = 0; i < MAX_IDLE_POLLS; i++) {
      Poll<T> poll = poll();
      if (poll.isReady() || !executor.waker.takeWoken()) {
        return poll;
      }
    }
    throw new AssertionError("woke itself at each of " + MAX_IDLE_POLLS + " polls");
  }

  /** Whether the future's waker has been woken since the last poll or the last call of this. */
  public boolean isWoken() {
    return executor.waker.takeWoken();
  }

  /** How often the future's waker has been woken at all. */
  public int wakes() {
    return executor.waker.wakes();
  }

  /** How often the future has been polled. */
  public int polls() {
    return polls;
  }

  /** Whether the future is ready, failed or cancelled. */
  public boolean isFinished() {
    return state != State.OPEN;
  }

  /** Gives the future up. Does nothing if it is finished. */
  public void cancel() {
    if (state == State.OPEN) {
      state = State.CANCELLED;
      future.cancel();
    }
  }

  /** As {@link #cancel()}. */
  @Override
  public void close() {
    cancel();
  }

  private Poll<T> pollForAssertion(String expected) {
    try {
      return poll();
    } catch (AssertionError mine) {
      throw mine;
    } catch (Throwable failure) {
      throw new AssertionError("expected " + expected + ", but failed", failure);
    }
  }

  @Override
  public String toString() {
    return "PollProbe[" + state + " after " + polls + " polls, " + executor.waker + "]";
  }
}
