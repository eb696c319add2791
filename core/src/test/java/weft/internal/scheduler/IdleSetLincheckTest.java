package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;

/**
 * Interleavings of those who make work visible and of workers that go to rest: no work is left
 * behind while all sleep, and no more are woken than there is work for.
 */
@Tag("lincheck")
class IdleSetLincheckTest {
  private static final int INVOCATIONS = 500;

  /** What {@code Worker} and {@code MultiThreadScheduler} do with the set, without the rest. */
  private static final class Subject {
    final IdleSet idle;
    final AtomicInteger work = new AtomicInteger();
    final AtomicInteger claimed = new AtomicInteger();

    Subject(int workers) {
      idle = new IdleSet(workers);
    }

    void push() {
      work.incrementAndGet();
      notifyOne();
    }

    void notifyOne() {
      if (idle.isWakeNeeded() && idle.claim() != null) {
        claimed.incrementAndGet();
      }
    }

    /** Looks for work and, if there is none, goes to rest; answers whether it rests. */
    boolean searchOrPark(Sleeper worker) {
      boolean searching = idle.startSearching();
      if (searching && takeWork()) {
        if (idle.stopSearching()) {
          notifyOne();
        }
        return false;
      }
      if (idle.park(worker, searching) && work.get() > 0) {
        notifyOne();
      }
      return true;
    }

    private boolean takeWork() {
      int left = work.get();
      return left > 0 && work.compareAndSet(left, left - 1);
    }
  }

  private static final class Sleeper extends IdleSet.Sleeper {
    Sleeper(int place) {
      super(place);
    }
  }

  private static void run(Runnable... bodies) {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 1; i < threads.length; i++) {
      threads[i] = new Thread(bodies[i]);
      threads[i].start();
    }
    bodies[0].run();
    try {
      for (int i = 1; i < threads.length; i++) {
        threads[i].join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Test
  void workIsNotLeftBehindByAWorkerThatGoesToRest() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(1);
          Sleeper worker = new Sleeper(0);
          run(subject::push, () -> subject.searchOrPark(worker));
          check(
              subject.work.get() == 0 || !subject.idle.isAsleep(worker),
              "work is left and the worker sleeps");
        });
  }

  @Test
  void workIsNotLeftBehindByTheLastOfTwoSearchers() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(2);
          Sleeper one = new Sleeper(0);
          Sleeper two = new Sleeper(1);
          run(subject::push, () -> subject.searchOrPark(one), () -> subject.searchOrPark(two));
          check(
              subject.work.get() == 0 || !subject.idle.isAsleep(one) || !subject.idle.isAsleep(two),
              "work is left and both workers sleep");
        });
  }

  @Test
  void twoThatNotifyAtOnceWakeOne() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(2);
          check(!subject.idle.park(new Sleeper(0), false), "it did not search");
          check(!subject.idle.park(new Sleeper(1), false), "it did not search");
          run(subject::push, subject::push);
          check(subject.claimed.get() == 1, "woken: " + subject.claimed.get());
          check(subject.idle.searching() == 1, "searching: " + subject.idle.searching());
          check(subject.idle.unparked() == 1, "awake: " + subject.idle.unparked());
        });
  }

  @Test
  void countsAgreeWhetherAWorkerWasClaimedOrWokeByItself() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(1);
          Sleeper worker = new Sleeper(0);
          check(!subject.idle.park(worker, false), "it did not search");
          boolean[] byItself = {false};
          run(() -> byItself[0] = subject.idle.unpark(worker), subject::push);
          check(byItself[0] == (subject.claimed.get() == 0), "claimed and woke by itself");
          check(subject.idle.unparked() == 1, "awake: " + subject.idle.unparked());
          check(
              subject.idle.searching() == subject.claimed.get(),
              "searching: " + subject.idle.searching());
        });
  }

  @Test
  void aClaimThatFindsItsSleeperAwakeWakesAnother() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(2);
          Sleeper one = new Sleeper(0);
          Sleeper two = new Sleeper(1);
          check(!subject.idle.park(one, false), "it did not search");
          check(!subject.idle.park(two, false), "it did not search");
          boolean[] byItself = {false};
          run(() -> byItself[0] = subject.idle.unpark(one), subject::push, subject::push);
          boolean bothAwake = !subject.idle.isAsleep(one) && !subject.idle.isAsleep(two);
          check(subject.claimed.get() == 1, "woken: " + subject.claimed.get());
          check(subject.idle.searching() == 1, "searching: " + subject.idle.searching());
          check(byItself[0] == bothAwake, "by itself " + byItself[0] + ", both awake " + bothAwake);
          check(
              subject.idle.unparked() == (bothAwake ? 2 : 1), "awake: " + subject.idle.unparked());
        });
  }
}
