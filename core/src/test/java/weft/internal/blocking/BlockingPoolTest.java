package weft.internal.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.internal.context.Current;
import weft.internal.context.Scope;

@Timeout(60)
class BlockingPoolTest {
  private static final Scope SCOPE = new NoScope();
  private static final long KEEP_ALIVE = BlockingOptions.DEFAULT.keepAliveNanos();
  private static final long MINUTE = 60_000_000_000L;

  private final TestEnvironment environment = new TestEnvironment();
  private final AtomicInteger quiet = new AtomicInteger();
  private final List<BlockingPool> pools = new ArrayList<>();

  @AfterEach
  void everyThreadEnds() throws InterruptedException {
    for (BlockingPool pool : pools) {
      pool.shutdown();
      assertThat(pool.awaitTermination(MINUTE)).isEmpty();
      assertThat(pool.threadCount()).isZero();
      assertThat(pool.outstandingCount()).isZero();
    }
    for (Thread thread : environment.startedThreads()) {
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  private BlockingPool pool(int maxThreads, int queueLimit) {
    return pool(maxThreads, queueLimit, () -> {}, () -> {});
  }

  private BlockingPool pool(int maxThreads, int queueLimit, Runnable onStart, Runnable onStop) {
    BlockingOptions options =
        new BlockingOptions(
            maxThreads, KEEP_ALIVE, queueLimit, 0, number -> "pool-" + number, onStart, onStop);
    BlockingPool pool =
        BlockingPool.create(environment, options, SCOPE, () -> quiet.incrementAndGet());
    pools.add(pool);
    return pool;
  }

  private static ProbeJob submit(BlockingPool pool, Runnable body) {
    ProbeJob job = new ProbeJob(body);
    pool.submit(job);
    return job;
  }

  @Test
  void jobsRunInTheOrderOfSubmission() {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    pool.submit(ProbeJob.blockedBy(gate));
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<ProbeJob> jobs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      jobs.add(submit(pool, () -> order.add(number)));
    }
    gate.countDown();
    for (ProbeJob job : jobs) {
      job.awaitEnd();
    }
    assertThat(order).hasSize(50).isSorted();
  }

  @Test
  void idleThreadIsUsedAgainAndNoneIsStartedBeyondNeed() throws InterruptedException {
    BlockingPool pool = pool(8, BlockingOptions.UNBOUNDED);
    for (int i = 0; i < 10; i++) {
      submit(pool, () -> {}).awaitEnd();
      environment.awaitParked(1);
    }
    assertThat(environment.startedThreads()).hasSize(1);
    assertThat(pool.threadCount()).isEqualTo(1);
    assertThat(pool.idleThreadCount()).isEqualTo(1);
  }

  @Test
  void atTheLimitJobsWaitAndRunLater() {
    BlockingPool pool = pool(2, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    List<ProbeJob> blockers = List.of(ProbeJob.blockedBy(gate), ProbeJob.blockedBy(gate));
    blockers.forEach(pool::submit);
    blockers.forEach(ProbeJob::awaitStart);
    ProbeJob waiting = submit(pool, () -> {});
    assertThat(pool.threadCount()).isEqualTo(2);
    assertThat(pool.queueDepth()).isEqualTo(1);
    assertThat(waiting.end()).isNull();
    gate.countDown();
    assertThat(waiting.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
    assertThat(environment.startedThreads()).hasSize(2);
  }

  @Test
  void fullQueueRejectsWithTheRemedy() {
    BlockingPool pool = pool(1, 2);
    CountDownLatch gate = new CountDownLatch(1);
    pool.submit(ProbeJob.blockedBy(gate)); // its thread is on its way: it does not count as waiting
    ProbeJob first = submit(pool, () -> {});
    ProbeJob second = submit(pool, () -> {});
    ProbeJob third = submit(pool, () -> {});
    assertThat(third.end()).isEqualTo(ProbeJob.End.REJECTED);
    assertThat(third.reason()).hasMessageContaining("maxBlockingThreads").hasMessageContaining("2");
    gate.countDown();
    assertThat(first.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
    assertThat(second.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void queueLimitOfZeroStillUsesFreeThreads() throws InterruptedException {
    BlockingPool pool = pool(1, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(submit(pool, () -> {}).awaitEnd()).isEqualTo(ProbeJob.End.RAN);
      environment.awaitParked(1);
    }
    CountDownLatch gate = new CountDownLatch(1);
    pool.submit(ProbeJob.blockedBy(gate));
    assertThat(submit(pool, () -> {}).end()).isEqualTo(ProbeJob.End.REJECTED);
    gate.countDown();
  }

  @Test
  void refusedThreadIsTakenBackAndItsJobRunsOnAnother() {
    BlockingPool pool = pool(4, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob blocker = ProbeJob.blockedBy(gate);
    pool.submit(blocker);
    blocker.awaitStart();
    environment.refuseStarts(1);
    ProbeJob job = submit(pool, () -> {});
    assertThat(pool.threadCount()).isEqualTo(1);
    assertThat(job.end()).isNull();
    gate.countDown();
    assertThat(job.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void refusedThreadWithoutAnyOtherRejectsTheJobAndTheNextOneTriesAgain() {
    BlockingPool pool = pool(4, BlockingOptions.UNBOUNDED);
    environment.refuseStarts(1);
    ProbeJob job = submit(pool, () -> {});
    assertThat(job.end()).isEqualTo(ProbeJob.End.REJECTED);
    assertThat(job.reason()).hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThat(pool.threadCount()).isZero();
    assertThat(pool.outstandingCount()).isZero();
    assertThat(quiet).hasValue(1);
    assertThat(submit(pool, () -> {}).awaitEnd()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void removedJobNeverRuns() {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob running = ProbeJob.blockedBy(gate);
    pool.submit(running);
    running.awaitStart();
    ProbeJob first = submit(pool, () -> {});
    ProbeJob middle = submit(pool, () -> {});
    ProbeJob last = submit(pool, () -> {});
    assertThat(pool.remove(middle)).isTrue();
    assertThat(pool.remove(middle)).isFalse();
    assertThat(pool.remove(running)).as("too late for a running job").isFalse();
    assertThat(pool.outstandingCount()).isEqualTo(3);
    gate.countDown();
    first.awaitEnd();
    last.awaitEnd();
    assertThat(middle.end()).isNull();
    assertThat(running.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void shutdownCancelsWhatWaitsButRunsWhatIsMandatory() throws InterruptedException {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob running = ProbeJob.blockedBy(gate);
    pool.submit(running);
    running.awaitStart();
    ProbeJob ordinary = submit(pool, () -> {});
    ProbeJob mandatory = new ProbeJob("write", true, () -> {});
    pool.submit(mandatory);
    ProbeJob another = submit(pool, () -> {});

    pool.shutdown();

    assertThat(ordinary.end()).isEqualTo(ProbeJob.End.CANCELLED);
    assertThat(another.end()).isEqualTo(ProbeJob.End.CANCELLED);
    assertThat(mandatory.end()).isNull();
    ProbeJob late = new ProbeJob("late write", true, () -> {});
    pool.submit(late);
    assertThat(late.end()).isEqualTo(ProbeJob.End.CANCELLED);
    gate.countDown();
    assertThat(pool.awaitTermination(MINUTE)).isEmpty();
    assertThat(running.end()).isEqualTo(ProbeJob.End.RAN);
    assertThat(mandatory.end()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void shutdownWithADeadlineReportsWhatRunsAndWhatWaits() throws InterruptedException {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob stuck = new ProbeJob("stuck", false, () -> ProbeJob.open(gate));
    pool.submit(stuck);
    stuck.awaitStart();
    pool.submit(new ProbeJob("write", true, () -> {}));
    pool.shutdown();

    List<RunningJob> left = pool.awaitTermination(0);

    assertThat(left).hasSize(2);
    assertThat(left.get(0).job()).isEqualTo("stuck");
    assertThat(left.get(0).thread()).isEqualTo("pool-0");
    assertThat(left.get(0).stack())
        .anyMatch(frame -> frame.getClassName().equals(ProbeJob.class.getName()));
    assertThat(left.get(1)).isEqualTo(new RunningJob("write", null, List.of()));
    gate.countDown();
  }

  @Test
  void shutdownGivesUpAtItsDeadlineOnTheClock() throws InterruptedException {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob stuck = ProbeJob.blockedBy(gate);
    pool.submit(stuck);
    stuck.awaitStart();
    pool.shutdown();
    AtomicReference<List<RunningJob>> left = new AtomicReference<>();
    Thread closer =
        new Thread(
            () -> {
              try {
                left.set(pool.awaitTermination(5_000_000_000L));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    closer.start();
    environment.awaitParked(1);
    environment.advance(5_000_000_000L);
    closer.join(30_000);
    assertThat(left.get()).hasSize(1);
    gate.countDown();
  }

  @Test
  void idleThreadLeavesAfterTheKeepAliveAndANewOneStartsLater() throws InterruptedException {
    BlockingPool pool = pool(4, BlockingOptions.UNBOUNDED);
    submit(pool, () -> {}).awaitEnd();
    environment.awaitParked(1);
    environment.advance(KEEP_ALIVE - 1);
    environment.awaitParked(1);
    assertThat(pool.threadCount()).isEqualTo(1);
    environment.advance(1);
    for (Thread thread : environment.startedThreads()) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(pool.threadCount()).isZero();
    assertThat(submit(pool, () -> {}).awaitEnd()).isEqualTo(ProbeJob.End.RAN);
    assertThat(environment.startedThreads()).hasSize(2);
  }

  @Test
  void interruptFlagDoesNotReachTheNextJob() {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    AtomicBoolean seen = new AtomicBoolean(true);
    submit(pool, () -> Thread.currentThread().interrupt());
    submit(pool, () -> seen.set(Thread.currentThread().isInterrupted())).awaitEnd();
    assertThat(seen).isFalse();
  }

  @Test
  void interruptedIdleThreadStillWaits() throws InterruptedException {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    ProbeJob job = submit(pool, () -> {});
    job.awaitEnd();
    environment.awaitParked(1);
    Thread thread = job.thread();
    assertThat(thread).isNotNull();
    thread.interrupt();
    ProbeJob next = submit(pool, () -> {});
    assertThat(next.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
    assertThat(next.thread()).isSameAs(thread);
  }

  @Test
  void jobThatThrowsNeitherKillsItsThreadNorStaysOutstanding() throws InterruptedException {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    ProbeJob failing =
        submit(
            pool,
            () -> {
              throw new StackOverflowError("planted");
            });
    failing.awaitEnd();
    environment.awaitParked(1);
    assertThat(quiet).hasValue(1);
    assertThat(pool.outstandingCount()).isZero();
    ProbeJob next = submit(pool, () -> {});
    next.awaitEnd();
    assertThat(next.thread()).isSameAs(failing.thread());
  }

  @Test
  void quietIsToldOnceTheLastJobHasEnded() throws InterruptedException {
    BlockingPool pool = pool(2, BlockingOptions.UNBOUNDED);
    CountDownLatch gate = new CountDownLatch(1);
    ProbeJob blocker = ProbeJob.blockedBy(gate);
    pool.submit(blocker);
    submit(pool, () -> {}).awaitEnd();
    environment.awaitParked(1);
    assertThat(quiet).hasValue(0);
    assertThat(pool.outstandingCount()).isEqualTo(1);
    gate.countDown();
    environment.awaitParked(2);
    assertThat(quiet).hasValue(1);
  }

  @Test
  void jobsRunInTheScopeOfABlockingThread() {
    BlockingPool pool = pool(1, BlockingOptions.UNBOUNDED);
    AtomicReference<Scope> seen = new AtomicReference<>();
    submit(pool, () -> seen.set(Current.scope())).awaitEnd();
    assertThat(seen.get()).isSameAs(SCOPE);
  }

  @Test
  void submittingFromTheStopHookStartsAnotherThread() throws InterruptedException {
    AtomicReference<BlockingPool> holder = new AtomicReference<>();
    AtomicBoolean first = new AtomicBoolean(true);
    ProbeJob fromHook = new ProbeJob(() -> {});
    BlockingPool pool =
        pool(
            1,
            BlockingOptions.UNBOUNDED,
            () -> {
              throw new IllegalStateException("a start hook that throws is contained");
            },
            () -> {
              if (first.getAndSet(false)) {
                holder.get().submit(fromHook);
              }
            });
    holder.set(pool);
    submit(pool, () -> {}).awaitEnd();
    environment.awaitParked(1);
    environment.advance(KEEP_ALIVE);
    assertThat(fromHook.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
  }

  @Test
  void racingSubmitsAndShutdownResolveEveryJob() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      BlockingPool pool = pool(3, BlockingOptions.UNBOUNDED);
      List<ProbeJob> jobs = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch go = new CountDownLatch(1);
      Thread submitter =
          new Thread(
              () -> {
                ProbeJob.open(go);
                for (int i = 0; i < 20; i++) {
                  ProbeJob job = new ProbeJob("job", i % 3 == 0, () -> {});
                  jobs.add(job);
                  pool.submit(job);
                }
              });
      submitter.start();
      go.countDown();
      pool.shutdown();
      submitter.join();
      assertThat(pool.awaitTermination(MINUTE)).isEmpty();
      for (ProbeJob job : jobs) {
        assertThat(job.end()).isIn(ProbeJob.End.RAN, ProbeJob.End.CANCELLED);
      }
    }
  }

  @Test
  void jobsSubmittedWhileThreadsLeaveAllRun() throws InterruptedException {
    // A keep-alive of zero: each thread leaves as soon as it finds nothing to do.
    BlockingOptions options =
        new BlockingOptions(
            2, 0, BlockingOptions.UNBOUNDED, 0, number -> "brief-" + number, () -> {}, () -> {});
    BlockingPool pool = BlockingPool.create(environment, options, SCOPE, () -> {});
    pools.add(pool);
    for (int round = 0; round < 500; round++) {
      ProbeJob first = submit(pool, () -> {});
      ProbeJob second = submit(pool, () -> {});
      assertThat(first.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
      ProbeJob third = submit(pool, () -> {}); // the threads are leaving just now
      assertThat(second.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
      assertThat(third.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
    }
  }

  @Test
  void simulationRunsEachJobAsAStepOfItsOwn() {
    environment.simulate();
    BlockingPool pool = pool(2, BlockingOptions.UNBOUNDED);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      submit(pool, () -> order.add(number));
    }
    assertThat(order).isEmpty();
    assertThat(pool.threadCount()).isEqualTo(2);
    int steps = 0;
    while (environment.runStep()) {
      steps++;
      assertThat(order).hasSize(Math.min(steps, 5));
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
    assertThat(pool.threadCount()).isZero();
    assertThat(quiet).hasValue(1);
  }

  @Test
  void simulatedShutdownRunsMandatoryStepsItself() throws InterruptedException {
    environment.simulate();
    BlockingPool pool = pool(2, BlockingOptions.UNBOUNDED);
    ProbeJob mandatory = new ProbeJob("write", true, () -> {});
    pool.submit(mandatory);
    ProbeJob ordinary = submit(pool, () -> {});
    pool.shutdown();
    assertThat(pool.awaitTermination(MINUTE)).isEmpty();
    assertThat(mandatory.end()).isEqualTo(ProbeJob.End.RAN);
    assertThat(ordinary.end()).isEqualTo(ProbeJob.End.CANCELLED);
    while (environment.runStep()) {
      assertThat(pool.threadCount()).isZero(); // a late step finds nothing to do
    }
  }

  @Test
  void optionsRefuseWhatCannotWork() {
    assertThatThrownBy(() -> pool(0, 1)).hasMessage("maxBlockingThreads < 1: 0");
    assertThatThrownBy(() -> pool(1, -1)).hasMessage("blockingQueueLimit < 0: -1");
  }
}
