package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.task.JoinHandle;

/**
 * The bounds of {@code docs/fairness.md} on the current-thread runtime, counted in polls: all runs
 * on one thread, and so the figures are the same each time.
 */
@Timeout(60)
class CurrentThreadFairnessTest {
  private static final int TASKS = 500;
  private static final int GLOBAL_INTERVAL = 31;
  private static final int EVENT_INTERVAL = 61;
  private static final long ROUND = TASKS + TASKS / (GLOBAL_INTERVAL - 1) + 1;

  private long polls; // of all tasks so far
  private boolean over;

  /** A task that counts how many polls of others come between its wake and its poll. */
  private final class Counted implements Future<Void> {
    private final boolean yields;
    private Future<Void> yield = Futures.yieldNow();
    private long woken = -1;
    private long first = -1; // the wait for the first poll
    private long longest;
    private int rounds;

    Counted(boolean yields) {
      this.yields = yields;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      if (woken >= 0) {
        longest = Math.max(longest, polls - woken);
        first = rounds == 0 ? longest : first;
      }
      polls++;
      rounds++;
      if (over) {
        return Poll.done();
      }
      if (yields) {
        if (yield.poll(cx).isReady()) {
          yield = Futures.yieldNow();
          assertThat(yield.poll(cx).isPending()).isTrue();
        }
      } else {
        cx.waker().wake();
      }
      woken = polls;
      return Poll.pending();
    }
  }

  /** Lets the tasks run until the first has had so many polls; then they end. */
  private Future<Void> until(Counted first, int rounds) {
    return cx -> {
      if (first.rounds >= rounds) {
        over = true;
        return Poll.done();
      }
      cx.waker().wake();
      return Poll.pending();
    };
  }

  private List<Counted> spawn(WeftRuntime runtime, boolean yields) throws Exception {
    List<Counted> tasks = new ArrayList<>();
    runtime.blockOn(
        Futures.lazy(
            () -> {
              for (int i = 0; i < TASKS; i++) {
                Counted task = new Counted(yields);
                tasks.add(task);
                runtime.spawn(task).cancel();
              }
              return tasks.size();
            }));
    return tasks;
  }

  private static long longest(List<Counted> tasks) {
    return tasks.stream().mapToLong(task -> task.longest).max().orElseThrow();
  }

  @Test
  void tasksThatWakeThemselvesComeInTurn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      List<Counted> tasks = spawn(runtime, false);
      runtime.blockOn(until(tasks.get(0), 200));
      assertThat(longest(tasks)).isBetween(TASKS - 1L, ROUND);
      assertThat(tasks).allMatch(task -> task.rounds >= 198);
    }
  }

  @Test
  void tasksThatYieldComeInTurnAfterTheDrivers() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      List<Counted> tasks = spawn(runtime, true);
      runtime.blockOn(until(tasks.get(0), 200));
      assertThat(longest(tasks)).isBetween(TASKS - 1L, ROUND + EVENT_INTERVAL);
    }
  }

  @Test
  void tasksFromOutsideComeOneAtEachInterval() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      List<Counted> tasks = spawn(runtime, false);
      List<Counted> outside = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Counted task = new Counted(false);
        task.woken = polls;
        outside.add(task);
        runtime.spawn(task).cancel();
      }
      runtime.blockOn(
          cx -> {
            if (outside.stream().allMatch(task -> task.rounds > 0)) {
              return Poll.done();
            }
            cx.waker().wake();
            return Poll.pending();
          });
      for (int i = 0; i < outside.size(); i++) {
        assertThat(outside.get(i).first)
            .as("behind %s others", i)
            .isBetween(0L, (long) GLOBAL_INTERVAL * (i + 1));
      }
      runtime.blockOn(until(tasks.get(0), 20));
      assertThat(longest(tasks)).isLessThanOrEqualTo(ROUND + outside.size() * 2L);
    }
  }

  @Test
  void futureOfBlockOnComesAtEachLookAtTheDrivers() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      spawn(runtime, false);
      List<Long> gaps = new ArrayList<>();
      runtime.blockOn(
          new Future<Void>() {
            private long last = polls;

            @Override
            public Poll<Void> poll(Context cx) {
              gaps.add(polls - last);
              last = polls;
              if (gaps.size() == 200) {
                over = true;
                return Poll.done();
              }
              cx.waker().wake();
              return Poll.pending();
            }
          });
      assertThat(gaps.stream().mapToLong(gap -> gap).max().orElseThrow()).isEqualTo(EVENT_INTERVAL);
      JoinHandle<Integer> last = runtime.spawn(SpawnTest.yielding(3));
      assertThat(runtime.blockOn(last)).isEqualTo(3);
    }
  }
}
