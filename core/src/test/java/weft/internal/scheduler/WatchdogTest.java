package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.internal.env.Tunables;
import weft.task.BlockedPoll;

/**
 * The watchdog, look by look, on virtual workers: a blocked poll is one that steps the others and
 * has the watchdog look before it returns.
 */
@Timeout(60)
class WatchdogTest {
  private static final long PERIOD = WatchdogOptions.DEFAULT.periodNanos();
  private static final long THRESHOLD = 100_000_000L;

  private final List<BlockedPoll> reports = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final VirtualRuntime runtime = runtime(2, reports::add);

  private static VirtualRuntime runtime(int workers, @Nullable Consumer<BlockedPoll> hook) {
    return new VirtualRuntime(
        1, workers, Tunables.DEFAULT, Hooks.NONE, new WatchdogOptions(true, THRESHOLD, hook));
  }

  private static void spawn(VirtualRuntime runtime, String name, Future<?> future) {
    runtime.scheduler.spawn(name, future).cancel();
  }

  private void spawn(String name, Runnable body) {
    spawn(runtime, name, poll(noted(body)));
  }

  private Runnable noted(Runnable body) {
    return () -> {
      try {
        body.run();
      } catch (Throwable failure) {
        failures.add(failure);
      }
    };
  }

  private static Future<Void> poll(Runnable body) {
    return cx -> {
      body.run();
      return Poll.done();
    };
  }

  /** What a task finds wrong fails the task only; here it fails the test. */
  @AfterEach
  void nothingWasFoundWrongInATask() {
    for (Throwable failure : failures) {
      throw new AssertionError("in a task", failure);
    }
  }

  private static long look(VirtualRuntime runtime) {
    Watchdog watchdog = runtime.scheduler.watchdog();
    assertThat(watchdog).isNotNull();
    long next = watchdog.look();
    runtime.pass(PERIOD);
    return next;
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      look(runtime);
    }
  }

  private void step(int worker, int times) {
    for (int i = 0; i < times; i++) {
      runtime.step(worker);
    }
  }

  /** Steps a worker that has nothing to do until it lies down. */
  private void park(int worker) {
    for (int i = 0; !isParked(worker); i++) {
      assertThat(i).isLessThan(10);
      step(worker, 1);
    }
  }

  private boolean isParked(int worker) {
    return runtime.scheduler.workers().get(worker).isParked();
  }

  @Test
  void taskInTheSlotOfABlockedWorkerRunsElsewhere() {
    List<String> ran = new ArrayList<>();
    spawn(
        "blocks",
        () -> {
          runtime.scheduler.spawn("next", poll(() -> ran.add("next"))).cancel();
          step(1, 5);
          assertThat(ran).isEmpty(); // thieves do not take from the slot
          look(1);
          step(1, 5);
          assertThat(ran).isEmpty(); // one look shows that it polls, not for how long
          look(1);
          step(1, 10);
          assertThat(ran).containsExactly("next");
        });
    step(0, 1);
    assertThat(ran).isNotEmpty();
    step(0, 10);
    assertThat(runtime.scheduler.aliveTasks()).isZero();
    assertThat(ran).hasSize(1);
  }

  @Test
  void sleepingWorkerIsWokenForTheTaskInTheSlot() {
    List<String> ran = new ArrayList<>();
    spawn(
        "blocks",
        () -> {
          park(1);
          runtime.scheduler.spawn("next", poll(() -> ran.add("next"))).cancel();
          look(1);
          assertThat(isParked(1)).isTrue();
          look(1);
          assertThat(isParked(1)).isFalse();
          step(1, 2);
          assertThat(ran).containsExactly("next");
        });
    step(0, 1);
    assertThat(ran).hasSize(1);
  }

  /** The worker that waited in the driver runs what its own turn woke, and blocks in it. */
  @Test
  void driverIsTakenOverFromABlockedWorker() {
    List<String> fired = new ArrayList<>();
    spawn(runtime, "timer", new Alarm(50, () -> fired.add("timer")));
    spawn(
        runtime,
        "blocks",
        new Alarm(
            10,
            noted(
                () -> {
                  runtime.pass(50_000_000L);
                  look(1);
                  assertThat(isParked(1)).isTrue();
                  assertThat(runtime.scheduler.driverRole.isTaken()).isFalse();
                  look(1);
                  assertThat(isParked(1)).isFalse();
                  step(1, 5);
                  assertThat(fired).containsExactly("timer");
                  fired.add("blocks");
                })));
    step(0, 2); // both wait for their timers now
    park(0); // in the driver
    park(1);
    runtime.pass(20_000_000L);
    step(0, 3);
    assertThat(fired).containsExactly("timer", "blocks");
  }

  private static final class Alarm implements Future<Void> {
    private final long millis;
    private final Runnable action;
    private Timers.@Nullable Timer timer;

    Alarm(long millis, Runnable action) {
      this.millis = millis;
      this.action = action;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      Timers timers = cx.services().timers();
      if (timer == null) {
        timer = timers.timer(timers.nanoTime() + millis * 1_000_000L);
      }
      if (!timer.pollElapsed(cx.waker())) {
        return Poll.pending();
      }
      action.run();
      return Poll.done();
    }
  }

  @Test
  void pollThatLastsTooLongIsReportedOnce() {
    spawn(
        "first",
        () -> {
          look(10);
          assertThat(reports).isEmpty(); // not yet: it is known to last for 90 ms
          look(50);
          assertThat(reports).hasSize(1);
        });
    spawn("second", () -> look(5));
    spawn("third", () -> look(15));
    step(0, 20);
    assertThat(reports)
        .extracting(report -> report.task().name())
        .containsExactly("first", "third");
    assertThat(reports)
        .allMatch(report -> report.duration().equals(Duration.ofNanos(THRESHOLD)))
        .allMatch(report -> report.worker() == 0);
    assertThat(runtime.scheduler.watchdog().blockedPolls()).isEqualTo(2);
  }

  @Test
  void hookThatThrowsIsContained() {
    int[] calls = {0};
    VirtualRuntime angry =
        runtime(
            1,
            report -> {
              calls[0]++;
              throw new AssertionError("planted");
            });
    for (int i = 0; i < 2; i++) {
      spawn(angry, "blocks", poll(() -> lookOften(angry)));
      for (int step = 0; step < 5; step++) {
        angry.step(0);
      }
    }
    assertThat(calls[0]).isEqualTo(2);
    assertThat(angry.scheduler.watchdog().blockedPolls()).isEqualTo(2);
  }

  private static void lookOften(VirtualRuntime runtime) {
    for (int i = 0; i < 20; i++) {
      look(runtime);
    }
  }

  /** The machine slept, or the JVM stood still: nobody knows whether the poll has been long. */
  @Test
  void timeInWhichNobodyLookedIsNotHeldAgainstAPoll() {
    spawn(
        "slept",
        () -> {
          look(3);
          runtime.pass(3_600_000_000_000L);
          look(3);
          assertThat(reports).isEmpty();
          look(10);
          assertThat(reports).hasSize(1);
          assertThat(reports.get(0).duration()).isLessThan(Duration.ofMillis(200));
        });
    step(0, 5);
    assertThat(reports).hasSize(1);
  }

  @Test
  void blockingInPlaceIsNoBlockedPoll() {
    spawn(
        "in place",
        () -> {
          look(5);
          try {
            runtime.scheduler.blockInPlace(
                () -> {
                  look(100);
                  return null;
                });
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          look(5);
        });
    step(0, 5);
    assertThat(runtime.scheduler.aliveTasks()).isZero();
    assertThat(reports).isEmpty();
  }

  @Test
  void manyShortPollsOfOneTaskAreNoBlockedPoll() {
    spawn(
        runtime,
        "busy",
        cx -> {
          look(1);
          cx.waker().wake();
          return Poll.pending();
        });
    step(0, 200);
    assertThat(reports).isEmpty();
  }

  @Test
  void sleepsWhileAllRestAndLooksAgainOnceRoused() {
    park(0);
    park(1);
    assertThat(looksUntilAsleep(20)).isBetween(5, 15); // not as soon as they rest for a moment
    assertThat(looksUntilAsleep(20)).isBetween(5, 15); // roused by mistake: goes on for a while
    park(1);
    spawn("awake", () -> assertThat(looksUntilAsleep(100)).isEqualTo(100));
    step(0, 1);
    step(1, 1);
  }

  private int looksUntilAsleep(int most) {
    int looks = 0;
    while (looks < most && look(runtime) != Watchdog.UNTIL_ROUSED) {
      looks++;
    }
    return looks;
  }

  @Test
  void offMeansOff() {
    assertThat(VirtualRuntime.of(1, 2).scheduler.watchdog()).isNull();
  }
}
