package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

/**
 * Whom the scheduler wakes: a sleeping worker for work that it can take, and nobody for what the
 * busy one runs next by itself. Two workers, stepped by hand.
 */
class WakeUpsTest {
  private final VirtualRuntime runtime = VirtualRuntime.of(1, 2);
  private int busy; // the worker that was woken first
  private int other;

  @BeforeEach
  void bothSleep() {
    runtime.step(0);
    runtime.step(1);
    runtime.step(0);
    runtime.step(1);
    assertThat(isAsleep(0)).isTrue();
    assertThat(isAsleep(1)).isTrue();
  }

  private boolean isAsleep(int index) {
    return runtime.scheduler.workers().get(index).isParked();
  }

  private void spawn(Future<Void> future) {
    runtime.scheduler.spawn(null, future).cancel();
  }

  /** From outside, when both sleep. */
  private void spawnFirst(Future<Void> future) {
    spawn(future);
    busy = isAsleep(0) ? 1 : 0;
    other = 1 - busy;
    assertThat(isAsleep(busy)).isFalse();
    assertThat(isAsleep(other)).isTrue();
  }

  private void stepBusy(int times) {
    for (int i = 0; i < times; i++) {
      runtime.step(busy);
    }
  }

  @Test
  void oneTaskFromOutsideWakesOneWorker() {
    spawnFirst(cx -> Poll.done());
    stepBusy(1);
    assertThat(runtime.scheduler.aliveTasks()).isZero();
    assertThat(isAsleep(other)).isTrue();
  }

  @Test
  void workerThatFindsMoreThanItRunsWakesTheNext() {
    spawnFirst(cx -> Poll.done());
    spawn(cx -> Poll.done());
    assertThat(isAsleep(other)).as("one is on its way").isTrue();
    stepBusy(1);
    assertThat(isAsleep(other)).isFalse();
  }

  @Test
  void taskThatWakesItselfAndIsAloneWakesNobody() {
    spawnFirst(
        cx -> {
          cx.waker().wake();
          return Poll.pending();
        });
    stepBusy(50);
    assertThat(isAsleep(other)).isTrue();
  }

  @Test
  void twoTasksThatWakeThemselvesWakeTheOtherWorker() {
    Future<Void> waking =
        cx -> {
          cx.waker().wake();
          return Poll.pending();
        };
    spawnFirst(
        cx -> {
          spawn(waking); // into the slot
          cx.waker().wake();
          return Poll.pending();
        });
    stepBusy(1);
    assertThat(isAsleep(other)).isFalse();
  }

  @Test
  void pairThatWakesEachOtherWakesNobody() {
    List<Waker> wakers = new ArrayList<>();
    spawnFirst(
        cx -> {
          if (wakers.isEmpty()) {
            wakers.add(cx.waker());
            spawn(partner -> wake(wakers, partner));
            return Poll.pending();
          }
          wakers.get(1).wake();
          return Poll.pending();
        });
    stepBusy(50); // many times past the cap of the slot
    assertThat(runtime.scheduler.workers().get(busy).metrics().polls()).isGreaterThan(100);
    assertThat(isAsleep(other)).isTrue();
  }

  private static Poll<Void> wake(List<Waker> wakers, Context cx) {
    if (wakers.size() == 1) {
      wakers.add(cx.waker());
    }
    wakers.get(0).wake();
    return Poll.pending();
  }

  @Test
  void chainOfSpawnsWakesNobody() {
    spawnFirst(new Chain(100));
    stepBusy(60);
    assertThat(runtime.scheduler.aliveTasks()).isZero();
    assertThat(isAsleep(other)).isTrue();
  }

  private final class Chain implements Future<Void> {
    private final int left;

    Chain(int left) {
      this.left = left;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (left > 0) {
        spawn(new Chain(left - 1));
      }
      return Poll.done();
    }
  }

  /** Runs followers through the slot until it is closed, and then {@code act}, once. */
  private final class BehindAClosedSlot implements Future<Void> {
    private final Runnable act;
    private int followers;

    BehindAClosedSlot(Runnable act) {
      this.act = act;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (followers++ < VirtualRuntime.TINY.lifoCap()) {
        spawn(this);
      } else {
        act.run();
      }
      return Poll.done();
    }
  }

  @Test
  void secondTaskBehindAClosedSlotWakesTheOtherWorker() {
    List<Boolean> slept = new ArrayList<>();
    spawnFirst(
        new BehindAClosedSlot(
            () -> {
              spawn(cx -> Poll.done());
              slept.add(isAsleep(other));
              spawn(cx -> Poll.done());
              slept.add(isAsleep(other));
            }));
    stepBusy(1);
    assertThat(slept).containsExactly(true, false);
  }

  @Test
  void taskAloneInTheRingOfABlockedWorkerIsStolenByTheOther() {
    List<Boolean> slept = new ArrayList<>();
    List<Integer> ranOn = new ArrayList<>();
    spawnFirst(
        new BehindAClosedSlot(
            () -> {
              spawn(
                  cx -> {
                    ranOn.add(runtime.scheduler.localWorker().index());
                    return Poll.done();
                  });
              slept.add(isAsleep(other));
              runtime.scheduler.workers().get(busy).standIn(); // the poll goes on and on
              slept.add(isAsleep(other));
              runtime.step(other);
            }));
    stepBusy(1);
    assertThat(slept).containsExactly(true, false);
    assertThat(ranOn).containsExactly(other);
  }
}
