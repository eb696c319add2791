package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.async.Async.async;
import static weft.async.Async.await;
import static weft.async.Async.cleanup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.internal.system.AsyncEngine;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.time.Time;

/** What goes wrong between a body, its poller and whoever wakes or cancels it. */
@Timeout(120)
class AsyncRaceTest {

  @ParameterizedTest
  @EnumSource
  void wakeThatComesWhileAnInnerBodyRunsIsNotLost(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      for (int round = 0; round < 500; round++) {
        Oneshot<Integer> message = Oneshot.channel();
        Future<Integer> outer =
            async(
                () ->
                    await(
                        Futures.join(
                            message.receiver(),
                            async(
                                () -> {
                                  message.sender().send(1); // wakes the outer body, which polls us
                                  return 2;
                                }),
                            Integer::sum)));
        assertThat(runtime.blockOn(outer)).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesFromOtherThreadsAreNotLost(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      for (int round = 0; round < 300; round++) {
        Oneshot<Integer> message = Oneshot.channel();
        JoinHandle<Integer> outer =
            runtime.spawn(
                async(
                    () ->
                        await(
                            Futures.join(
                                message.receiver(),
                                async(
                                    () -> {
                                      await(Futures.yieldNow());
                                      await(Futures.yieldNow());
                                      return 2;
                                    }),
                                Integer::sum))));
        JoinHandle<Boolean> sent =
            runtime.spawnBlocking(
                () -> {
                  message.sender().send(1);
                  return true;
                });
        assertThat(runtime.blockOn(outer)).isEqualTo(3);
        assertThat(runtime.blockOn(sent)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatIsStoppedInTheMiddleOfAPollGoesOnWithAValidContext(Flavour flavour)
      throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      ReentrantLock lock = new ReentrantLock();
      CountDownLatch held = new CountDownLatch(1);
      JoinHandle<Boolean> holder =
          runtime.spawnBlocking(
              () -> {
                lock.lock();
                try {
                  held.countDown();
                  while (!lock.hasQueuedThreads()) {
                    Thread.onSpinWait();
                  }
                } finally {
                  lock.unlock();
                }
                return true;
              });
      held.await();
      Future<Integer> takesTheLockInsideItsPoll =
          Futures.pollFn(
              cx -> {
                assertThat(cx.proceed()).isTrue();
                lock.lock();
                try {
                  cx.waker().wake();
                  assertThat(cx.proceed()).isTrue();
                  cx.refund();
                } finally {
                  lock.unlock();
                }
                return Poll.ready(7);
              });
      JoinHandle<Integer> body = runtime.spawn(async(() -> await(takesTheLockInsideItsPoll)));
      List<JoinHandle<Void>> others = new ArrayList<>(); // give the old worker other contexts
      for (int i = 0; i < 100; i++) {
        others.add(runtime.spawn(async(() -> await(Futures.yieldNow()))));
      }
      assertThat(runtime.blockOn(body)).isEqualTo(7);
      assertThat(runtime.blockOn(holder)).isTrue();
      for (JoinHandle<Void> other : others) {
        runtime.blockOn(other);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void futureThatWakesItselfLetsOthersHaveTheirTurn(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      AtomicBoolean otherRan = new AtomicBoolean();
      Future<String> spinning =
          Futures.pollFn(
              cx -> {
                if (otherRan.get()) {
                  return Poll.ready("seen");
                }
                cx.waker().wake();
                return Poll.pending();
              });
      Future<String> body =
          async(
              () -> {
                Weft.spawn(Futures.lazy(() -> otherRan.getAndSet(true)));
                return await(spinning);
              });
      assertThat(runtime.blockOn(runtime.spawn(body))).isEqualTo("seen");
    }
  }

  @Test
  void bodiesThatYieldLetOtherBodiesHaveTheirTurn() throws Exception {
    AtomicBoolean seen = new AtomicBoolean();
    assertOthersHaveTheirTurn(
        seen,
        () -> {
          while (!seen.get()) {
            await(Futures.yieldNow());
          }
        });
  }

  @Test
  void bodiesThatSpendTheirBudgetLetOtherBodiesHaveTheirTurn() throws Exception {
    AtomicBoolean seen = new AtomicBoolean();
    assertOthersHaveTheirTurn(
        seen,
        () -> {
          while (!seen.get()) {
            await(Futures.consumeBudget());
          }
        });
  }

  @Test
  void bodiesThatWakeThemselvesLetOtherBodiesHaveTheirTurn() throws Exception {
    AtomicBoolean seen = new AtomicBoolean();
    assertOthersHaveTheirTurn(
        seen,
        () ->
            await(
                Futures.<Boolean>pollFn(
                    cx -> {
                      if (seen.get()) {
                        return Poll.ready(true);
                      }
                      cx.waker().wake();
                      return Poll.pending();
                    })));
  }

  /** Bodies that only ever yield, and then one more. */
  private static void assertOthersHaveTheirTurn(AtomicBoolean seen, AsyncAction turns)
      throws Exception {
    assumeTrue(
        AsyncEngine.current() != AsyncEngine.VIRTUAL,
        "the JVM's scheduler may pass over threads in another of its queues: VirtualYieldTest");
    int hogs = 3;
    CountDownLatch started = new CountDownLatch(hogs);
    CountDownLatch turn = new CountDownLatch(1);
    try (WeftRuntime runtime = Flavour.ONE_WORKER.build()) {
      for (int i = 0; i < hogs; i++) {
        runtime.spawn(
            async(
                () -> {
                  started.countDown();
                  turns.run();
                }));
      }
      assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
      runtime.spawn(async(turn::countDown));
      assertThat(turn.await(20, TimeUnit.SECONDS)).as("the last body had its turn").isTrue();
      seen.set(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void awaitInsideACallbackOfAnAwaitedFuture(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<Integer> body =
          async(
              () -> {
                int sum = 0;
                for (int i = 0; i < 20; i++) {
                  Future<Integer> callback =
                      Futures.ready(i)
                          .map(
                              v -> {
                                await(Futures.yieldNow());
                                return await(async(() -> v));
                              });
                  sum += await(Futures.join(callback, Futures.yieldNow(), (a, b) -> a));
                }
                return sum;
              });
      assertThat(runtime.blockOn(runtime.spawn(body))).isEqualTo(190);
    }
  }

  @ParameterizedTest
  @EnumSource
  void innerBodyGivenUpInCleanupHasUnwoundBeforeTheOuterOneEnds(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      List<String> log = new CopyOnWriteArrayList<>();
      Oneshot<String> started = Oneshot.channel();
      JoinHandle<Void> task =
          runtime.spawn(
              async(
                  () -> {
                    try {
                      started.sender().send("yes");
                      await(Futures.pending());
                    } finally {
                      cleanup(
                          () -> {
                            try {
                              await(
                                  Time.timeout(Duration.ofMillis(5), innerThatUnwindsSlowly(log)));
                            } catch (TimeoutException expected) {
                              log.add("timeout");
                            }
                          });
                    }
                  }));
      Outcome<Void> outcome =
          runtime.blockOn(
              async(
                  () -> {
                    await(started.receiver());
                    task.abort();
                    return await(task.outcome());
                  }));
      assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
      assertThat(log).containsExactlyInAnyOrder("timeout", "inner unwound");
    }
  }

  private static Future<Void> innerThatUnwindsSlowly(List<String> log) {
    return async(
        () -> {
          try {
            await(Futures.pending());
          } finally {
            cleanup(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    await(Futures.yieldNow());
                  }
                });
            log.add("inner unwound");
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatCleanupThrowsWhileABodyUnwindsIsKept(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      IOException broken = new IOException("close failed");
      List<Throwable> suppressed = new CopyOnWriteArrayList<>();
      Oneshot<String> started = Oneshot.channel();
      JoinHandle<Void> task =
          runtime.spawn(
              async(
                  () -> {
                    try {
                      try (AutoCloseable resource =
                          () -> {
                            throw broken;
                          }) {
                        started.sender().send("yes");
                        await(Futures.pending());
                      }
                    } catch (CancelledError cancelled) {
                      suppressed.addAll(List.of(cancelled.getSuppressed()));
                      throw cancelled;
                    }
                  }));
      runtime.blockOn(started.receiver());
      task.abort();
      assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
      assertThat(suppressed).containsExactly(broken);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelAtEveryAwait(Flavour flavour) throws Exception {
    int awaits = 8;
    for (int stopAt = 0; stopAt < awaits; stopAt++) {
      try (WeftRuntime runtime = flavour.build()) {
        Steps steps = new Steps(stopAt);
        JoinHandle<Void> task = runtime.spawn(async(() -> program(steps)));
        runtime.blockOn(steps.reached.receiver());
        task.abort();
        Outcome<Void> outcome = runtime.blockOn(task.outcome());
        assertThat(outcome).as("at %s", stopAt).isInstanceOf(Outcome.Cancelled.class);
        assertThat(steps.open).as("left open when cancelled at await %s", stopAt).hasValue(0);
        assertThat(steps.passed).as("awaits before %s", stopAt).hasValue(stopAt);
        assertThat(steps.givenUp).as("the future at await %s was cancelled", stopAt).hasValue(1);
      }
    }
    try (WeftRuntime runtime = flavour.build()) {
      Steps all = new Steps(awaits);
      runtime.blockOn(async(() -> program(all)));
      assertThat(all.passed).hasValue(awaits);
      assertThat(all.open).hasValue(0);
    }
  }

  /** Counts what a program does, and stops it for ever at one of its awaits. */
  private static final class Steps {
    private final int stopAt;
    private final Oneshot<String> reached = Oneshot.channel();
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();

    Steps(int stopAt) {
      this.stopAt = stopAt;
    }

    Future<String> step() {
      if (passed.get() < stopAt) {
        return Futures.yieldNow()
            .map(
                v -> {
                  passed.incrementAndGet();
                  return "on";
                });
      }
      reached.sender().send("here");
      return Futures.<String>pending().onCancel(givenUp::incrementAndGet);
    }

    AutoCloseable resource() {
      open.incrementAndGet();
      return open::decrementAndGet;
    }
  }

  private static void program(Steps steps) throws Exception {
    try (AutoCloseable outer = steps.resource()) {
      await(steps.step()); // 0: the first
      try (AutoCloseable inner = steps.resource()) {
        await(steps.step()); // 1: with two resources
        await( // 2: in an inner body that owns a resource
            async(
                steps.resource(),
                r -> {
                  await(steps.step());
                }));
        await( // 3, 4: in two bodies side by side, one after the other
            async(
                () -> {
                  await(async(() -> await(steps.step())));
                  return await(async(() -> await(steps.step())));
                }));
      }
      await(Time.timeout(Duration.ofHours(1), async(() -> await(steps.step())))); // 5: in a timeout
    }
    Object monitor = new Object();
    synchronized (monitor) {
      await(steps.step()); // 6: holding a monitor
    }
    deep(steps, 50); // 7: deep in calls
  }

  private static void deep(Steps steps, int left) throws Exception {
    if (left == 0) {
      await(steps.step());
    } else {
      try (AutoCloseable each = steps.resource()) {
        deep(steps, left - 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortsFromOtherThreadsAtAnyMomentUnwindOnce(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      for (int round = 0; round < 300; round++) {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        int spins = round % 50;
        JoinHandle<Integer> task =
            runtime.spawn(
                async(
                    () -> {
                      opened.incrementAndGet();
                      try (AutoCloseable resource = closed::incrementAndGet) {
                        for (int i = 0; i < 5; i++) {
                          await(async(() -> await(Futures.yieldNow())));
                        }
                        return 5;
                      }
                    }));
        JoinHandle<Boolean> aborter =
            runtime.spawnBlocking(
                () -> {
                  for (int i = 0; i < spins * 20; i++) {
                    Thread.onSpinWait();
                  }
                  task.abort();
                  return true;
                });
        Outcome<Integer> outcome = runtime.blockOn(task.outcome());
        runtime.blockOn(aborter);
        if (outcome instanceof Outcome.Completed<Integer> completed) {
          assertThat(completed.value()).isEqualTo(5);
        } else {
          assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
        }
        assertThat(closed.get()).isEqualTo(opened.get()).isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyCancelledWhileItIsBlockedUnwindsWhenItGetsOn(Flavour flavour) throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    AtomicBoolean unlocked = new AtomicBoolean();
    WeftRuntime runtime = flavour.build();
    JoinHandle<Void> task =
        runtime.spawn(
            async(
                () -> {
                  lock.lock();
                  try {
                    await(Futures.pending());
                  } finally {
                    lock.unlock();
                    unlocked.set(true);
                  }
                }));
    Thread closer = new Thread(runtime::close);
    if (flavour == Flavour.CURRENT_THREAD) {
      Thread driver = new Thread(() -> runtimeRuns(runtime, task));
      driver.start();
      awaitQueued(lock);
      task.abort();
      lock.unlock();
      driver.join(TimeUnit.SECONDS.toMillis(30));
      assertThat(driver.isAlive()).isFalse();
    } else {
      awaitQueued(lock);
      task.abort();
      lock.unlock();
      assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
    }
    assertThat(unlocked).isTrue();
    assertThat(lock.isLocked()).isFalse();
    closer.start();
    closer.join(TimeUnit.SECONDS.toMillis(30));
    assertThat(closer.isAlive()).isFalse();
  }

  private static void runtimeRuns(WeftRuntime runtime, JoinHandle<Void> task) {
    try {
      assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQueued(ReentrantLock lock) {
    while (!lock.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void shutdownReturnsThoughABodyIgnoresItsCancellation(Flavour flavour) throws Exception {
    WeftRuntime runtime = flavour.build();
    ReentrantLock held = new ReentrantLock();
    held.lock();
    Oneshot<String> started = Oneshot.channel();
    JoinHandle<Void> task =
        runtime.spawn(
            async(
                () -> {
                  started.sender().send("yes");
                  held.lock(); // a lock of virtual threads does not hold up the worker
                  held.unlock();
                }));
    runtime.blockOn(started.receiver());
    awaitQueued(held);
    runtime.shutdownTimeout(Duration.ofMillis(50));
    held.unlock();
    runtime.close(); // returns when the body has got its lock and ended
    assertThat(task.isFinished()).isTrue();
    assertThat(held.isLocked()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatNeverAwaitsIsNotStoppedByItsCancellation(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      AtomicBoolean running = new AtomicBoolean();
      AtomicBoolean aborted = new AtomicBoolean();
      JoinHandle<Integer> task =
          runtime.spawn(
              async(
                  () -> {
                    running.set(true);
                    while (!aborted.get()) {
                      Thread.onSpinWait();
                    }
                    return 9;
                  }));
      JoinHandle<Boolean> aborter =
          runtime.spawnBlocking(
              () -> {
                while (!running.get()) {
                  Thread.onSpinWait();
                }
                task.abort();
                aborted.set(true);
                return true;
              });
      Outcome<Integer> outcome = runtime.blockOn(task.outcome());
      assertThat(runtime.blockOn(aborter)).isTrue();
      // It ran to its end; whether that still counts is decided as for any future.
      if (outcome instanceof Outcome.Completed<Integer> completed) {
        assertThat(completed.value()).isEqualTo(9);
      } else {
        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedFuturesThrowAtTheAwaitAndTheBodyGoesOn(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<String> body =
          async(
              () -> {
                for (int i = 0; i < 3; i++) {
                  try {
                    await(Futures.failed(new IOException("no " + i)));
                  } catch (IOException expected) {
                    assertThat(expected).hasMessage("no " + i);
                  }
                  Future<Void> late =
                      Futures.yieldNow()
                          .map(
                              v -> {
                                throw new IOException("late");
                              });
                  assertThatThrownBy(() -> await(late)).hasMessage("late");
                }
                return "done";
              });
      assertThat(runtime.blockOn(body)).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @EnumSource
  void traceThroughSeveralBodiesNamesEachOfThem(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      assertThatThrownBy(() -> runtime.blockOn(async(AsyncRaceTest::outermost)))
          .isInstanceOf(IOException.class)
          .satisfies(
              failure -> {
                List<String> methods = new ArrayList<>();
                for (StackTraceElement frame : failure.getStackTrace()) {
                  methods.add(frame.getMethodName());
                }
                assertThat(methods).containsSubsequence("innermost", "middle", "outermost");
              });
    }
  }

  private static Void outermost() throws Exception {
    return await(async(AsyncRaceTest::middle));
  }

  private static Void middle() throws Exception {
    await(Futures.yieldNow());
    return await(async(AsyncRaceTest::innermost));
  }

  private static Void innermost() throws Exception {
    await(Futures.yieldNow());
    throw new IOException("deep inside");
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatYieldsIsPolledAgainInWhateverPollsIt(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      List<Future<Integer>> many = new ArrayList<>(); // each with a waker of its own
      for (int i = 0; i < 100; i++) {
        int number = i;
        many.add(async(() -> yields(number)));
      }
      Future<List<Integer>> inside = async(() -> await(Futures.join(many)));
      List<Integer> values = runtime.blockOn(runtime.spawn(inside));
      assertThat(values).hasSize(100).contains(0, 1, 99);
      assertThat(
              runtime.blockOn(
                  Futures.join(async(() -> yields(1)), async(() -> yields(30)), Integer::sum)))
          .isEqualTo(31);
    }
  }

  private static int yields(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      await(i % 2 == 0 ? Futures.yieldNow() : async(() -> await(Futures.yieldNow())));
    }
    return times;
  }

  @ParameterizedTest
  @EnumSource
  void wakesThatComeWhileABodyHasYieldedAreNotLost(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      for (int round = 0; round < 300; round++) {
        Oneshot<Integer> message = Oneshot.channel();
        JoinHandle<Integer> body =
            runtime.spawn(
                async(
                    () -> {
                      await(Futures.yieldNow());
                      await(Futures.yieldNow());
                      return await(
                          Futures.join(message.receiver(), Futures.yieldNow(), (a, b) -> a));
                    }));
        int sent = round;
        JoinHandle<Boolean> job = runtime.spawnBlocking(() -> message.sender().send(sent));
        assertThat(runtime.blockOn(body)).isEqualTo(round);
        assertThat(runtime.blockOn(job)).isTrue();
      }
    }
  }

  /** A class whose initializer awaits: the JVM cannot take such a stack off its thread. */
  private static final class AwaitsInItsInitializer {
    static final int UNITS;

    static {
      int units = 0;
      try {
        for (; units < 1000; units++) {
          await(Futures.consumeBudget());
        }
        await(Futures.yieldNow());
      } catch (Exception failure) {
        throw new ExceptionInInitializerError(failure);
      }
      UNITS = units;
    }
  }

  @Test
  void bodyThatCannotLeaveItsThreadYieldsToNobodyAndGoesOn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Integer> body = runtime.spawn(async(() -> AwaitsInItsInitializer.UNITS));
      assertThat(runtime.blockOn(body)).isEqualTo(1000);
    }
  }
}
