package weft.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.task.JoinHandle;
import weft.task.Outcome;

/** One task, run by hand. */
class TaskTest {
  private final TestOwner owner = new TestOwner();
  private final Probe probe = new Probe();
  private int wakes;
  private final Waker joiner = () -> wakes++;

  private Poll<Object> join(Future<Object> handle) throws Exception {
    return handle.poll(Context.of(joiner));
  }

  @Test
  void wakeWhileQueuedChangesNothing() {
    Task<Object> task = owner.spawn(probe);
    task.wake();
    task.wake();
    assertThat(owner.queue).hasSize(1);
    owner.runAll();
    assertThat(probe.polls).isEqualTo(1);
  }

  @Test
  void wakeWhileIdleQueuesOnce() {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    task.wake();
    task.wake();
    assertThat(owner.queue).hasSize(1);
    owner.runAll();
    assertThat(probe.polls).isEqualTo(2);
    assertThat(task.isFinished()).isTrue();
  }

  @Test
  void wakeDuringPollPollsOnceMore() {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    probe.duringPoll =
        () -> {
          task.wake();
          task.wake();
          assertThat(owner.queue).isEmpty(); // the runner queues it
        };
    assertThat(owner.runOne(owner.queue.remove())).isEqualTo(Task.Verdict.QUEUE);
    owner.runAll();
    assertThat(probe.polls).isEqualTo(2);
  }

  @Test
  void wakesAfterTheEndDoNothing() {
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    for (int i = 0; i < 1_000_000; i++) {
      task.wake();
    }
    task.abort();
    assertThat(owner.queue).isEmpty();
    assertThat(probe.polls).isEqualTo(1);
    assertThat(probe.cancels).isZero();
  }

  @Test
  void handleGetsTheValueOnceAndIsWokenForIt() throws Exception {
    Task<Object> task = owner.spawn(probe);
    assertThat(join(task).isPending()).isTrue();
    owner.runAll();
    assertThat(wakes).isEqualTo(1);
    assertThat(join(task).get()).isEqualTo("value");
    assertThatThrownBy(() -> join(task))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'probe'")
        .hasMessageContaining("after it was joined");
    task.cancel(); // whoever polled a handle to its end may still cancel it
    assertThat(owner.undelivered).isEmpty();
  }

  @Test
  void onlyTheLatestJoinerIsWoken() throws Exception {
    Task<Object> task = owner.spawn(probe);
    int[] first = {0};
    task.poll(Context.of(() -> first[0]++));
    join(task);
    owner.runAll();
    assertThat(first[0]).isZero();
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void detachedValueIsDisposedOfByTheRunnerIfItComesLater() {
    Task<Object> task = owner.spawn(probe);
    task.cancel();
    assertThat(probe.cancels).isZero();
    owner.runAll();
    assertThat(owner.undelivered).containsExactly("value");
    assertThat(probe.polls).isEqualTo(1);
  }

  @Test
  void detachedValueIsDisposedOfByTheHandleIfItCameBefore() {
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThat(owner.undelivered).isEmpty();
    task.cancel();
    assertThat(owner.undelivered).containsExactly("value");
    task.cancel();
    assertThat(owner.undelivered).hasSize(1);
  }

  @Test
  void failureIsRethrownAsItIs() {
    Error failure = new AssertionError("mine");
    probe.pollFailure = failure;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThat(owner.unclaimed).containsExactly(failure);
    assertThatThrownBy(() -> join(task)).isSameAs(failure);
    assertThat(probe.cancels).isEqualTo(1);
    assertThat(task.takeReport()).isNull(); // claimed
  }

  @Test
  void checkedFailureOfAnyTypeKeepsIt() {
    Throwable failure = new Throwable("neither Exception nor Error");
    probe.pollFailure = failure;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThatThrownBy(() -> join(task)).isSameAs(failure);
  }

  @Test
  void detachedFailureIsReportedAtOnceAndOnce() {
    probe.pollFailure = new IllegalStateException("lost");
    Task<Object> before = owner.spawn(probe);
    before.cancel();
    owner.runAll();
    assertThat(owner.unhandled).containsExactly(probe.pollFailure);

    Probe second = new Probe();
    second.pollFailure = new IllegalStateException("lost too");
    Task<Object> after = owner.spawn(second);
    owner.runAll();
    assertThat(owner.unhandled).hasSize(1);
    after.cancel();
    assertThat(owner.unhandled).containsExactly(probe.pollFailure, second.pollFailure);
  }

  @Test
  void reportedFailureIsNotReportedAgainWhenItsHandleIsCancelled() {
    probe.pollFailure = new IllegalStateException("lost");
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThat(task.takeReport()).isSameAs(probe.pollFailure);
    assertThat(task.takeReport()).isNull();
    task.cancel();
    assertThat(owner.unhandled).isEmpty();
  }

  @Test
  void throwingCancelIsSuppressedByTheFailureThatCausedIt() {
    probe.pollFailure = new IllegalStateException("first");
    probe.cancelFailure = new IllegalStateException("second");
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThatThrownBy(() -> join(task))
        .isSameAs(probe.pollFailure)
        .hasSuppressedException(probe.cancelFailure);
  }

  @Test
  void nullFromPollIsAFailureThatNamesTheFuture() {
    Future<Object> broken = cx -> null;
    Task<Object> task = owner.spawn(broken);
    owner.runAll();
    assertThatThrownBy(() -> join(task))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("poll returned null");
  }

  @Test
  void abortBeforeTheFirstPollCancelsWithoutPolling() {
    Task<Object> task = owner.spawn(probe);
    task.abort();
    assertThat(probe.cancels).isZero(); // not by the aborter
    owner.runAll();
    assertThat(probe.polls).isZero();
    assertThat(probe.cancels).isEqualTo(1);
    assertThatThrownBy(() -> join(task))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("'probe'");
  }

  @Test
  void abortDuringPollCancelsAfterwards() {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    probe.duringPoll =
        () -> {
          task.abort();
          assertThat(probe.cancels).isZero();
        };
    owner.runAll();
    assertThat(probe.polls).isEqualTo(1);
    assertThat(probe.cancels).isEqualTo(1);
    assertThatThrownBy(() -> join(task)).isInstanceOf(CancellationException.class);
  }

  @Test
  void abortWhileIdleWakesTheTaskToItsEnd() {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    task.abortHandle().abort();
    task.abort();
    assertThat(owner.queue).hasSize(1);
    owner.runAll();
    assertThat(probe.cancels).isEqualTo(1);
    assertThat(task.abortHandle().isFinished()).isTrue();
  }

  @Test
  void taskThatIsReadyFirstKeepsItsValueDespiteAbort() throws Exception {
    Task<Object> task = owner.spawn(probe);
    probe.duringPoll = task::abort;
    owner.runAll();
    assertThat(join(task).get()).isEqualTo("value");
    assertThat(probe.cancels).isZero();
  }

  @Test
  void throwingCancelOnAbortIsWhatTheJoinerSees() {
    probe.cancelFailure = new IllegalStateException("cannot");
    Task<Object> task = owner.spawn(probe);
    task.abort();
    owner.runAll();
    assertThatThrownBy(() -> join(task)).isSameAs(probe.cancelFailure);
  }

  @Test
  void futureIsGoneBeforeTheHandleSaysSo() {
    Task<Object> task = owner.spawn(probe);
    probe.duringCancel = () -> assertThat(task.isFinished()).isFalse();
    task.abort();
    owner.runAll();
    assertThat(task.isFinished()).isTrue();
    assertThat(owner.ended).containsExactly(task);
  }

  @Test
  void abortOnCancelTakesTheTaskAlong() {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    task.abortOnCancel().cancel();
    owner.runAll();
    assertThat(probe.cancels).isEqualTo(1);
    assertThat(task.isFinished()).isTrue();
  }

  @Test
  void outcomeSaysHowItEnded() throws Exception {
    Task<Object> good = owner.spawn(probe);
    Probe bad = new Probe();
    bad.pollFailure = new IllegalStateException("no");
    Task<Object> failed = owner.spawn(bad);
    Task<Object> aborted = owner.spawn(new Probe());
    aborted.abort();
    Future<Outcome<Object>> first = good.outcome();
    assertThat(first.poll(Context.of(joiner)).isPending()).isTrue();
    owner.runAll();
    assertThat(wakes).isEqualTo(1);
    assertThat(first.poll(Context.of(joiner)).get()).isEqualTo(new Outcome.Completed<>("value"));
    assertThat(failed.outcome().poll(Context.of(joiner)).get())
        .isEqualTo(new Outcome.Failed<>(bad.pollFailure));
    assertThat(aborted.outcome().poll(Context.of(joiner)).get())
        .isEqualTo(new Outcome.Cancelled<>());
  }

  @Test
  void completableFutureFollowsTheTaskBothWays() throws Exception {
    CompletableFuture<Object> value = owner.spawn(probe).toCompletableFuture();
    Probe bad = new Probe();
    bad.pollFailure = new IllegalStateException("no");
    CompletableFuture<Object> failure = owner.spawn(bad).toCompletableFuture();
    Probe waits = new Probe();
    waits.pending = 1;
    CompletableFuture<Object> cancelled = owner.spawn(waits).toCompletableFuture();
    Task<Object> abortedTask = owner.spawn(new Probe());
    CompletableFuture<Object> aborted = abortedTask.toCompletableFuture();
    abortedTask.abort();
    owner.runAll();
    assertThat(value.get()).isEqualTo("value");
    assertThatThrownBy(failure::get)
        .isInstanceOf(ExecutionException.class)
        .hasCause(bad.pollFailure);
    assertThat(aborted.isCancelled()).isTrue();
    cancelled.cancel(false);
    owner.runAll();
    assertThat(waits.cancels).isEqualTo(1);
  }

  @Test
  void valueThatMeetsACancelledCompletableFutureIsUndelivered() {
    CompletableFuture<Object> future = owner.spawn(probe).toCompletableFuture();
    probe.duringPoll = () -> future.cancel(false);
    owner.runAll();
    assertThat(owner.undelivered).containsExactly("value");
  }

  @Test
  void yieldTakesNoPartInTheStateAndLosesNoWake() {
    probe.pending = 2;
    Task<Object> task = owner.spawn(probe);
    probe.duringPoll = () -> assertThat(owner.control.noteYield(task)).isTrue();
    assertThat(owner.runOne(owner.queue.remove())).isEqualTo(Task.Verdict.YIELDED);
    task.wake(); // while the queue holds it
    assertThat(owner.queue).containsExactly(task);
    probe.duringPoll = null;
    assertThat(owner.runOne(owner.queue.remove())).isEqualTo(Task.Verdict.QUEUE);
    owner.runAll();
    assertThat(task.isFinished()).isTrue();
    assertThat(probe.polls).isEqualTo(3);
  }

  @Test
  void abortOfAYieldedTaskIsSeenAtItsNextTurn() {
    probe.pending = 5;
    Task<Object> task = owner.spawn(probe);
    probe.duringPoll = () -> assertThat(owner.control.noteYield(task)).isTrue();
    owner.runOne(owner.queue.remove());
    task.abort();
    assertThat(owner.queue).containsExactly(task);
    owner.runAll();
    assertThat(probe.polls).isEqualTo(1);
    assertThat(probe.cancels).isEqualTo(1);
  }

  @Test
  void handleWaitsForWhatACancelledFutureLeaves() {
    Probe rest = new Probe();
    rest.pending = 1;
    probe.duringCancel = () -> assertThat(Task.adopt(owner, rest)).isTrue();
    Task<Object> task = owner.spawn(probe);
    task.abort();
    owner.runAll();
    assertThat(probe.cancels).isEqualTo(1);
    assertThat(rest.polls).isEqualTo(1);
    assertThat(task.isFinished()).isFalse();
    assertThat(owner.unwinding).isEqualTo(1);
    task.abort(); // no effect on cleaning up
    owner.runAll();
    assertThat(task.isFinished()).isTrue();
    assertThat(rest.cancels).isZero();
    assertThat(owner.unwinding).isZero();
    assertThatThrownBy(() -> join(task)).isInstanceOf(CancellationException.class);
  }

  @Test
  void failureIsKeptWhileTheRestCleansUp() {
    Probe rest = new Probe();
    probe.pollFailure = new IllegalStateException("no");
    probe.duringCancel = () -> Task.adopt(owner, rest);
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    assertThat(rest.polls).isEqualTo(1);
    assertThatThrownBy(() -> join(task)).isSameAs(probe.pollFailure);
  }

  @Test
  void nothingIsAdoptedOutsideACancellation() {
    assertThat(Task.adopt(owner, new Probe())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stackThatRunsOutInWakeLosesNoTask(boolean viaAbort) {
    probe.pending = 1;
    Task<Object> task = owner.spawn(probe);
    owner.runAll();
    boolean[] failed = {false};
    TestOwner shortOfStack = owner;
    TaskOwner refusing =
        new ForwardingOwner(shortOfStack) {
          @Override
          public void schedule(Task<?> woken) {
            if (!failed[0]) {
              failed[0] = true;
              throw new StackOverflowError();
            }
            super.schedule(woken);
          }
        };
    Probe other = new Probe();
    other.pending = 1;
    Task<Object> second = Task.create(refusing, null, other);
    owner.runOne(second);
    if (viaAbort) {
      second.abort();
    } else {
      second.wake();
    }
    assertThat(owner.queue).isEmpty();
    Task.requeueRescued();
    assertThat(owner.queue).containsExactly(second);
    owner.runAll();
    assertThat(second.isFinished()).isTrue();
    task.abort();
  }

  @Test
  void idIsGivenOnceAndNameIsKept() {
    JoinHandle<Object> first = owner.spawn(probe);
    JoinHandle<Object> second = owner.spawn(new Probe());
    assertThat(first.id()).isEqualTo(first.id()).isNotEqualTo(second.id());
    assertThat(first.abortHandle().id()).isEqualTo(first.id());
    assertThat(first.abortHandle().name()).isEqualTo("probe");
    assertThat(first.toString()).contains("'probe'").contains("notified");
  }
}
