package weft.testkit;

import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Poll;

/**
 * What every future owes its poller. Extend it for a future of your own: {@link #subject()} makes a
 * fresh one that is pending until {@link Subject#proceed} is called.
 *
 * @param <T> the type of the future's value
 */
public abstract class FutureContract<T> {
  /** For subclasses. */
  protected FutureContract() {}

  /**
   * A future under test.
   *
   * @param future not polled yet
   * @param proceed lets it become ready
   */
  public record Subject<T>(Future<T> future, Runnable proceed) {}

  /** A fresh future; each test takes its own. */
  protected abstract Subject<T> subject();

  /** It waits until it may proceed, wakes, and is ready. */
  @Test
  void pendingThenWokenThenReady() {
    Subject<T> subject = subject();
    PollProbe<T> probe = PollProbe.of(subject.future());
    probe.assertPending();
    subject.proceed().run();
    if (!probe.isWoken()) {
      throw new AssertionError("was not woken though it may proceed");
    }
    probe.assertReady();
  }

  /** Whoever polls last is woken. */
  @Test
  void latestWakerIsWoken() throws Exception {
    Subject<T> subject = subject();
    CountingWaker first = new CountingWaker();
    CountingWaker second = new CountingWaker();
    Wakers.pollPending(subject.future(), first);
    Wakers.pollPending(subject.future(), second);
    subject.proceed().run();
    if (second.wakes() == 0) {
      throw new AssertionError("the waker of the latest poll was not woken");
    }
    subject.future().cancel();
  }

  /** It may be ready before it is ever polled. */
  @Test
  void readyAtTheFirstPollIfItMayProceed() throws Exception {
    Subject<T> subject = subject();
    subject.proceed().run();
    PollProbe<T> probe = PollProbe.of(subject.future());
    Poll<T> poll = probe.pollUntilIdle();
    if (poll.isPending()) {
      throw new AssertionError("is pending though it may proceed");
    }
  }

  /** A poll without a reason changes nothing. */
  @Test
  void spuriousPollsAreHarmless() {
    Subject<T> subject = subject();
    PollProbe<T> probe = PollProbe.of(subject.future());
    probe.assertPending().assertPending().assertPending();
    subject.proceed().run();
    probe.assertReady();
  }

  /** It may be given up before the first poll, while it waits, and once it was woken. */
  @Test
  void cancelIsAcceptedInEveryState() {
    subject().future().cancel();
    Subject<T> waiting = subject();
    PollProbe<T> probe = PollProbe.of(waiting.future());
    probe.assertPending();
    probe.cancel();
    Subject<T> woken = subject();
    PollProbe<T> other = PollProbe.of(woken.future());
    other.assertPending();
    woken.proceed().run();
    other.cancel();
  }

  /** Once it has been given up, what it waited for comes to nothing, without a failure. */
  @Test
  void cancelledFutureIgnoresWhatComes() {
    Subject<T> subject = subject();
    PollProbe<T> probe = PollProbe.of(subject.future());
    probe.assertPending();
    probe.cancel();
    subject.proceed().run();
  }

  /** Polling it again after the end is refused. */
  @Test
  void pollAfterReadyIsRefused() throws Exception {
    Subject<T> subject = subject();
    subject.proceed().run();
    PollProbe<T> probe = PollProbe.of(subject.future());
    probe.pollUntilIdle();
    try {
      Wakers.poll(subject.future(), new CountingWaker());
    } catch (IllegalStateException refused) {
      return;
    }
    throw new AssertionError("was polled after it was ready and did not refuse");
  }
}
