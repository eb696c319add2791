package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.task.JoinHandle;
import weft.time.Time;

/** The clock that stands still. */
@Timeout(30)
class PausedClockTest {

  @Test
  void sleepTakesNoTimeAndExactlyItsTime() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      test.run(Time.sleep(Duration.ofHours(1)));
      assertThat(test.clock().elapsed()).isEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void idleRuntimeMovesToTheNextTimerAndNoFurther() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      List<String> log = new ArrayList<>();
      JoinHandle<Void> slow = test.spawn(logging(test, log, "slow", Duration.ofSeconds(7)));
      JoinHandle<Void> fast = test.spawn(logging(test, log, "fast", Duration.ofMillis(1500)));
      test.run(fast);
      test.run(slow);
      assertThat(log).containsExactly("fast at PT1.5S", "slow at PT7S");
    }
  }

  @Test
  void timeStandsStillWhileTasksRun() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      JoinHandle<Void> sleeper = test.spawn(Time.sleep(Duration.ofSeconds(1)));
      for (int i = 0; i < 500; i++) {
        test.run(Futures.yieldNow());
      }
      test.runUntilIdle();
      assertThat(sleeper.isFinished()).isFalse();
      assertThat(test.clock().elapsed()).isZero();
      test.run(sleeper);
    }
  }

  @Test
  void advanceRunsEachTimerAtItsOwnTime() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      test.clock().autoAdvance(false);
      List<String> log = new ArrayList<>();
      JoinHandle<Void> twice =
          test.spawn(
              logging(test, log, "first", Duration.ofSeconds(2))
                  .then(nothing -> logging(test, log, "second", Duration.ofSeconds(2))));
      test.advance(Duration.ofMillis(1999));
      assertThat(log).isEmpty();
      test.advance(Duration.ofMillis(1));
      assertThat(log).containsExactly("first at PT2S");
      test.advance(Duration.ofSeconds(10));
      assertThat(log).containsExactly("first at PT2S", "second at PT4S");
      assertThat(test.clock().elapsed()).isEqualTo(Duration.ofSeconds(12));
      assertThat(twice.isFinished()).isTrue();
    }
  }

  @Test
  void jumpMakesTimersLate() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      List<String> log = new ArrayList<>();
      JoinHandle<Void> late = test.spawn(logging(test, log, "late", Duration.ofSeconds(1)));
      test.runUntilIdle();
      test.clock().jump(Duration.ofSeconds(10));
      test.run(late);
      assertThat(log).containsExactly("late at PT10S");
    }
  }

  @Test
  void timeStandsStillWhileABlockingJobIsOut() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      CountDownLatch release = new CountDownLatch(1);
      AtomicReference<Duration> seen = new AtomicReference<>();
      JoinHandle<Void> sleeper = test.spawn(Time.sleep(Duration.ofHours(1)));
      JoinHandle<Boolean> job =
          test.runtime().spawnBlocking(() -> release.await(20, TimeUnit.SECONDS));
      Thread releaser =
          new Thread(
              () -> {
                while (test.runtime().metrics().worker(0).parks() == 0) {
                  Thread.onSpinWait(); // until the runtime has nothing left to do
                }
                seen.set(test.clock().elapsed());
                release.countDown();
              });
      releaser.start();
      assertThat(test.run(job)).isTrue();
      assertThat(seen.get()).isZero();
      releaser.join();
      test.run(sleeper);
      assertThat(test.clock().elapsed()).isEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void theClockWrapsAround() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      long before = test.clock().nanoTime();
      test.run(Time.sleep(Duration.ofSeconds(6)));
      assertThat(before).isPositive();
      assertThat(test.clock().nanoTime()).isNegative();
    }
  }

  @Test
  void resumedClockRunsWithRealTime() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      test.clock().resume();
      long start = System.nanoTime();
      test.run(Time.sleep(Duration.ofMillis(30)));
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }
  }

  @Test
  void closeWithAPausedClockEndsInspiteOfAStuckJob() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    TestRuntime test =
        TestRuntime.builder()
            .configure(builder -> builder.shutdownTimeout(Duration.ofMillis(50)))
            .build();
    JoinHandle<Boolean> stuck =
        test.runtime()
            .spawnBlocking(
                () -> {
                  started.countDown();
                  return never.await(20, TimeUnit.SECONDS);
                });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    test.close();
    assertThat(stuck.isFinished()).isFalse();
    never.countDown();
  }

  @Test
  void pausedClockWithWorkerThreadsIsRefused() {
    assertThatThrownBy(() -> TestRuntime.builder().multiThread(2).paused(true).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use Simulation");
  }

  @Test
  void leftoversAreNamed() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      JoinHandle<Void> left = test.runtime().spawn("left behind", Time.sleep(Duration.ofDays(1)));
      assertThatThrownBy(test::assertNoLeaks)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("'left behind', waiting after 1 polls")
          .hasMessageContaining("PausedClockTest");
      left.abort();
      test.assertNoLeaks();
    }
  }

  @Test
  void forgottenTimersAreCounted() throws Exception {
    try (TestRuntime test = TestRuntime.create()) {
      Future<Void> forgotten = Time.sleep(Duration.ofDays(1));
      test.run(Futures.pollFn(cx -> forgotten.poll(cx).isPending() ? done() : done()));
      assertThatThrownBy(test::assertNoLeaks).hasMessageContaining("1 timer is left behind");
      forgotten.cancel();
      test.assertNoLeaks();
    }
  }

  private static weft.future.Poll<Void> done() {
    return weft.future.Poll.done();
  }

  private static Future<Void> logging(
      TestRuntime test, List<String> log, String name, Duration sleep) {
    return Time.sleep(sleep)
        .map(
            nothing -> {
              log.add(name + " at " + test.clock().elapsed());
              return nothing;
            });
  }
}
