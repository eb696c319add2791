package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.env.Tunables;

/**
 * The bound of docs/fairness.md: how many polls of other tasks come between the wake of a task and
 * its next poll. One worker, stepped by hand, so that the counts are the same in each run; the
 * other workers that a runtime has only shorten the wait.
 */
@Timeout(120)
class FairnessTest {
  private static final int RING = 256;
  private static final int EVENTS = 61;
  private static final int CHAIN = 4; // polls of a tick: one, and three from the LIFO slot

  /** Counts polls, and the longest wait of a task that was woken. */
  private static final class Meter {
    int polls;
    int longestWait;
    int pollsInStep;
    boolean stuck; // a step that does not end by itself
  }

  /** Measures each poll of {@code body} against the wake before it. */
  private abstract static class Metered implements Future<Void> {
    final Meter meter;
    int wokenAt;
    private boolean woken = true;

    Metered(Meter meter) {
      this.meter = meter;
      this.wokenAt = meter.polls;
    }

    @Override
    public final Poll<Void> poll(Context cx) {
      if (woken) {
        woken = false;
        meter.longestWait = Math.max(meter.longestWait, meter.polls - wokenAt);
      }
      meter.polls++;
      if (++meter.pollsInStep > 1_000) {
        meter.stuck = true;
        return Poll.done();
      }
      act(cx);
      return Poll.pending();
    }

    abstract void act(Context cx);

    void wake(Waker waker) {
      if (!woken) {
        woken = true;
        wokenAt = meter.polls;
      }
      waker.wake();
    }
  }

  private static final class SelfWaking extends Metered {
    SelfWaking(Meter meter) {
      super(meter);
    }

    @Override
    void act(Context cx) {
      wake(cx.waker());
    }
  }

  private static final class Yielding extends Metered {
    Yielding(Meter meter) {
      super(meter);
    }

    @Override
    void act(Context cx) {
      wake(cx.waker()); // at the end of the queue as well: the defer below is what it waits for
      cx.defer();
    }
  }

  /** Wakes its partner, through the LIFO slot where there is one. */
  private static final class Paired extends Metered {
    private @Nullable Paired partner;
    private @Nullable Waker waker;

    Paired(Meter meter) {
      super(meter);
    }

    @Override
    void act(Context cx) {
      waker = cx.waker();
      Paired other = partner;
      if (other != null && other.waker != null) {
        other.wake(other.waker);
      } else {
        wake(waker); // until the other one is there
      }
    }
  }

  /** Counts no wakes of its own: it only keeps the worker busy. */
  private static final class Load implements Future<Void> {
    private final Meter meter;

    Load(Meter meter) {
      this.meter = meter;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      meter.polls++;
      cx.waker().wake();
      return Poll.pending();
    }
  }

  private static Tunables interval(int globalQueueInterval) {
    return new Tunables(RING, 3, 128, EVENTS, globalQueueInterval, 64, 1024);
  }

  private static VirtualRuntime runtime(Tunables tunables) {
    return new VirtualRuntime(1, 1, tunables, Hooks.NONE);
  }

  private static void spawn(VirtualRuntime runtime, Future<?> future) {
    runtime.scheduler.spawn(null, future).cancel();
  }

  private static void run(VirtualRuntime runtime, Meter meter, int polls) {
    int end = meter.polls + polls;
    while (meter.polls < end) {
      meter.pollsInStep = 0;
      runtime.step(0);
      assertThat(meter.stuck).isFalse();
    }
  }

  /** Spawns a task from outside; answers how many polls of others came before its own. */
  private static int pollsBeforeASpawnedTask(VirtualRuntime runtime, Meter load) {
    int spawnedAt = load.polls;
    int[] polledAt = {-1};
    spawn(
        runtime,
        (Future<Void>)
            cx -> {
              polledAt[0] = load.polls;
              return Poll.done();
            });
    for (int steps = 0; polledAt[0] < 0; steps++) {
      assertThat(steps).as("steps").isLessThan(10_000);
      runtime.step(0);
    }
    return polledAt[0] - spawnedAt;
  }

  /** Ticks until a ring's worth of tasks had their turn, beside those from the global queue. */
  private static int ringTicks(int globalInterval) {
    return RING + RING / (globalInterval - 1) + 1;
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "61, 2", "61, 200", "2, 200", "127, 250"})
  void tasksThatFitIntoTheRingTakeTurns(int globalInterval, int tasks) {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(globalInterval));
    for (int i = 0; i < tasks; i++) {
      spawn(runtime, new SelfWaking(meter));
    }
    run(runtime, meter, 50 * tasks); // all are in the ring now
    meter.longestWait = 0;
    run(runtime, meter, 100 * tasks);
    assertThat(meter.longestWait).isLessThanOrEqualTo(tasks);
  }

  /** More tasks than the ring holds: some are in the global queue at any time. */
  @ParameterizedTest
  @CsvSource({"2, 300", "2, 1000", "7, 1000", "61, 300", "61, 1000", "127, 2000"})
  void tasksThatOverflowTheRingTakeTurns(int globalInterval, int tasks) {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(globalInterval));
    List<SelfWaking> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      SelfWaking task = new SelfWaking(meter);
      all.add(task);
      spawn(runtime, task);
    }
    run(runtime, meter, 2_000 * tasks);
    for (SelfWaking task : all) { // also one that is never polled again
      assertThat(meter.polls - task.wokenAt)
          .isLessThanOrEqualTo(overflowBound(globalInterval, tasks));
    }
    assertThat(meter.longestWait).isLessThanOrEqualTo(overflowBound(globalInterval, tasks));
  }

  private static int overflowBound(int globalInterval, int tasks) {
    return globalInterval * (tasks - RING / 2) + ringTicks(globalInterval);
  }

  @ParameterizedTest
  @CsvSource({"2, 10", "31, 100", "61, 250", "127, 250"})
  void taskFromOutsideWaitsForItsTurnInTheGlobalQueueOnly(int globalInterval, int tasks) {
    Meter load = new Meter();
    VirtualRuntime runtime = runtime(interval(globalInterval));
    for (int i = 0; i < tasks; i++) {
      spawn(runtime, new Load(load));
    }
    run(runtime, load, 10 * tasks);
    for (int i = 0; i < 200; i++) {
      assertThat(pollsBeforeASpawnedTask(runtime, load)).isLessThanOrEqualTo(globalInterval);
    }
  }

  @Test
  void taskFromOutsideGetsItsTurnAlsoWhereTheIntervalTunesItself() {
    Meter load = new Meter();
    VirtualRuntime runtime = runtime(Tunables.DEFAULT);
    for (int i = 0; i < 200; i++) {
      spawn(runtime, new Load(load));
    }
    run(runtime, load, 2_000);
    for (int i = 0; i < 200; i++) {
      assertThat(pollsBeforeASpawnedTask(runtime, load)).isLessThanOrEqualTo(127);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "10", "60"})
  void pairsThatWakeEachOtherDoNotStarveTheQueue(int pairs) {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(61));
    int watched = 10;
    for (int i = 0; i < pairs; i++) {
      Paired one = new Paired(meter);
      Paired two = new Paired(meter);
      one.partner = two;
      two.partner = one;
      spawn(runtime, one);
      spawn(runtime, two);
    }
    for (int i = 0; i < watched; i++) {
      spawn(runtime, new SelfWaking(meter));
    }
    run(runtime, meter, 5_000);
    meter.longestWait = 0;
    run(runtime, meter, 20_000);
    assertThat(meter.longestWait).isLessThanOrEqualTo(CHAIN * (2 * pairs + watched));
  }

  @ParameterizedTest
  @CsvSource({"1", "50", "250", "1000"})
  void yieldedTasksAndTheDriverGetTheirTurnBesideBusyTasks(int tasks) {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(61));
    for (int i = 0; i < tasks; i++) {
      spawn(runtime, new Load(meter));
    }
    spawn(runtime, new Yielding(meter));
    // One look at the driver in EVENTS ticks, or in a ring's worth where the backlog is long; the
    // task is then behind what is in the queue.
    int bound = Math.max(EVENTS, RING) + EVENTS + overflowOr(tasks);
    run(runtime, meter, 40 * bound);
    assertThat(meter.longestWait).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @CsvSource({"1", "50", "250", "1000"})
  void timersFireBesideBusyTasks(int tasks) {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(61));
    for (int i = 0; i < tasks; i++) {
      spawn(runtime, new Load(meter));
    }
    int bound = Math.max(EVENTS, RING) + EVENTS + overflowOr(tasks);
    int[] waitedSince = {-1};
    int[] longest = {0};
    int[] turns = {0};
    spawn(
        runtime,
        new Future<Void>() {
          private Timers.@Nullable Timer timer;

          @Override
          public Poll<Void> poll(Context cx) {
            if (timer != null) {
              if (!timer.pollElapsed(cx.waker())) {
                return Poll.pending();
              }
              longest[0] = Math.max(longest[0], meter.polls - waitedSince[0]);
              turns[0]++;
            }
            Timers timers = cx.services().timers();
            timer = timers.timer(timers.nanoTime() + 1_000_000);
            timer.pollElapsed(cx.waker());
            waitedSince[0] = meter.polls;
            runtime.pass(2_000_000); // it is due at once
            return Poll.pending();
          }
        });
    run(runtime, meter, 40 * bound);
    assertThat(turns[0]).isGreaterThan(10);
    assertThat(longest[0]).isLessThanOrEqualTo(bound);
  }

  private static int overflowOr(int tasks) {
    return tasks < RING ? tasks + tasks / 60 + 1 : overflowBound(61, tasks);
  }

  /** A resource that is always ready: the budget ends the poll, so that others have their turn. */
  @Test
  void taskWhoseResourceIsAlwaysReadyDoesNotKeepTheWorker() {
    Meter meter = new Meter();
    VirtualRuntime runtime = runtime(interval(61));
    int[] units = {0};
    spawn(
        runtime,
        cx -> {
          units[0] = 0;
          while (cx.proceed()) {
            units[0]++;
            assertThat(units[0]).isLessThanOrEqualTo(128);
          }
          meter.polls++;
          return Poll.pending();
        });
    spawn(runtime, new SelfWaking(meter));
    run(runtime, meter, 10_000);
    assertThat(meter.longestWait).isLessThanOrEqualTo(EVENTS);
    assertThat(units[0]).isEqualTo(128);
  }

  /** With few slots and several workers the same holds, and nobody is forgotten. */
  @ParameterizedTest
  @CsvSource({"1, 40", "2, 40", "4, 40", "4, 7"})
  void nobodyStarvesWithTinyRingsAndSeveralWorkers(int workers, int tasks) {
    for (long seed = 0; seed < 20; seed++) {
      Meter meter = new Meter();
      VirtualRuntime runtime = VirtualRuntime.of(seed, workers);
      List<SelfWaking> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        SelfWaking task = new SelfWaking(meter);
        all.add(task);
        spawn(runtime, task);
      }
      for (int i = 0; i < 40_000; i++) {
        runtime.step();
      }
      int bound = 127 * tasks * workers + ringTicks(2); // the interval tunes itself, up to 127
      assertThat(meter.longestWait).isLessThanOrEqualTo(bound);
      for (SelfWaking task : all) {
        assertThat(meter.polls - task.wokenAt).isLessThanOrEqualTo(bound);
      }
    }
  }
}
