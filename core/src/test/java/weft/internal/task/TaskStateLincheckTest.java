package weft.internal.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;

/**
 * Interleavings of the transitions of a task's state word. Who is told to queue the task counts
 * one; what waits in the queue is run at the end, so that a lost wake shows as a condition that
 * nobody saw.
 */
@Tag("lincheck")
class TaskStateLincheckTest {
  private static final int INVOCATIONS = 500;

  /** A task's state, the queue it may be in, and the condition that its polls look for. */
  private static final class Cell extends TaskState {
    final AtomicInteger queued = new AtomicInteger(1); // born queued
    volatile boolean condition;
    volatile boolean seen;
    volatile boolean cancelled;

    void wake() {
      condition = true;
      if (wakeTransition() == Found.IDLE) {
        queue();
      }
    }

    void abort() {
      if (abortTransition() == Found.IDLE) {
        queue();
      }
    }

    /** One poll, if the task is queued. */
    boolean runOnce() {
      if (queued.get() == 0) {
        return false;
      }
      queued.decrementAndGet();
      if (begin()) {
        seen |= condition;
      } else {
        cancelled = true;
      }
      if (endPoll()) {
        queue();
      }
      return true;
    }

    private void queue() {
      check(queued.incrementAndGet() == 1, "queued twice");
    }

    void runAll() {
      while (runOnce()) {
        // until it is idle
      }
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static void run(Runnable one, Runnable... others) {
    Thread[] threads = new Thread[others.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(others[i]);
      threads[i].start();
    }
    one.run();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void wakeWhileQueuedRunningOrIdleIsFollowedByAPoll() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          run(cell::runOnce, cell::wake);
          cell.runAll();
          check(cell.seen, "the wake was lost");
        });
  }

  @Test
  void twoWakesQueueTheTaskOnce() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          cell.runAll();
          run(cell::wake, cell::wake);
          check(cell.queued.get() == 1, "queued " + cell.queued.get() + " times");
        });
  }

  @Test
  void abortIsSeenByTheNextRunner() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          run(cell::runOnce, cell::abort, cell::wake);
          cell.runAll();
          check(cell.cancelled, "the abort was missed");
        });
  }

  @Test
  void resultBelongsToTheRunnerOrToTheHandle() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          check(cell.begin(), "aborted");
          boolean[] owns = new boolean[2];
          run(() -> owns[0] = !cell.complete(TaskState.End.VALUE), () -> owns[1] = cell.claim());
          check(owns[0] != owns[1], "the result has " + (owns[0] ? "two owners" : "no owner"));
        });
  }

  @Test
  void failureIsReportedOnceOrClaimed() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          check(cell.begin(), "aborted");
          check(cell.complete(TaskState.End.FAILURE), "claimed");
          boolean[] reports = new boolean[2];
          run(() -> reports[0] = cell.reportUnclaimed(), () -> reports[1] = cell.reportUnclaimed());
          check(reports[0] != reports[1], "not reported once");
        });
  }

  @Test
  void handleThatWaitsIsWokenAtTheEnd() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          TestOwner owner = new TestOwner();
          Task<Object> task = owner.spawn(new Probe());
          AtomicInteger wakes = new AtomicInteger();
          boolean[] waits = {false};
          run(owner::runAll, () -> waits[0] = task.awaitEnd(wakes::incrementAndGet));
          check(!waits[0] || wakes.get() == 1, "the handle was not woken");
        });
  }

  @Test
  void failureOfATaskThatIsDetachedAsItsGraceEndsIsReportedOnce() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Cell cell = new Cell();
          cell.begin();
          cell.complete(TaskState.End.FAILURE);
          AtomicInteger reports = new AtomicInteger();
          run(
              () -> {
                if (cell.claim()) {
                  cell.seen = true; // as the handle takes the result; Lincheck switches here
                  if (cell.report()) {
                    reports.incrementAndGet();
                  }
                }
              },
              () -> {
                if (cell.reportUnclaimed()) {
                  reports.incrementAndGet();
                }
              });
          check(reports.get() == 1, "reported: " + reports.get());
        });
  }
}
