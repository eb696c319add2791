package weft.internal.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;
import weft.internal.task.Task;

/** Interleavings of a ring's owner and its thieves: every task comes out exactly once. */
@Tag("lincheck")
class LocalQueueLincheckTest {
  private static final int INVOCATIONS = 500;
  private static final int CAPACITY = 4;

  /** A ring with some tasks in it, and a count of how often each task came out. */
  private static final class Subject {
    final LocalQueue ring = new LocalQueue(CAPACITY);
    final List<Task<?>> tasks = TestTasks.make(6);
    final int[] out = new int[6]; // each written by one thread at a time, read after the join
    int pushed;

    Subject(int count) {
      for (int i = 0; i < count; i++) {
        push();
      }
    }

    /** Does what a worker does to queue one more task. */
    void push() {
      Task<?> task = tasks.get(pushed++);
      while (true) {
        int answer = ring.push(task);
        if (answer == LocalQueue.QUEUED) {
          return;
        }
        if (answer == LocalQueue.BUSY) {
          cameOut(task); // to the global queue
          return;
        }
        TaskChain surplus = new TaskChain();
        if (ring.overflow(task, surplus)) {
          check(surplus.size() == CAPACITY / 2 + 1, "not half of the ring overflowed");
          drain(surplus);
          return;
        }
      }
    }

    boolean pop() {
      Task<?> task = ring.pop();
      if (task == null) {
        return false;
      }
      cameOut(task);
      return true;
    }

    /** A thief with a ring of its own. */
    void steal() {
      LocalQueue own = new LocalQueue(CAPACITY);
      Task<?> task = ring.stealInto(own, new WorkerCounters());
      while (task != null) {
        cameOut(task);
        task = own.pop();
      }
    }

    void drain(TaskChain chain) {
      Task<?> task = chain.poll();
      while (task != null) {
        cameOut(task);
        task = chain.poll();
      }
    }

    private void cameOut(@Nullable Task<?> task) {
      int index = tasks.indexOf(task);
      check(index >= 0, "a slot without a task came out");
      synchronized (out) {
        out[index]++;
      }
    }

    void checkAllCameOutOnce() {
      while (pop()) {
        // what is left
      }
      for (int i = 0; i < pushed; i++) {
        check(out[i] == 1, "a task came out " + out[i] + " times");
      }
      check(ring.room() == CAPACITY, "the ring is empty and has no room");
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static void run(Runnable owner, Runnable... thieves) {
    Thread[] threads = new Thread[thieves.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(thieves[i]);
      threads[i].start();
    }
    owner.run();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ownerPopsAndPushesBesideAThief() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(3);
          run(
              () -> {
                subject.pop();
                subject.push();
                subject.push();
                subject.pop();
              },
              subject::steal);
          subject.checkAllCameOutOnce();
        });
  }

  @Test
  void emptyRingIsRenewedBesideAThief() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(2);
          run(
              () -> {
                subject.pop();
                subject.pop();
                subject.ring.renew();
                subject.push();
                subject.push();
              },
              subject::steal);
          subject.checkAllCameOutOnce();
        });
  }

  @Test
  void taskIsSeenByAThiefOnlyOnceItIsThere() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(0);
          run(subject::push, subject::steal);
          subject.checkAllCameOutOnce();
        });
  }

  @Test
  void fullRingOverflowsBesideAThief() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(4);
          run(subject::push, subject::steal);
          subject.checkAllCameOutOnce();
        });
  }

  @Test
  void slotsThatAThiefStillCopiesAreNotRefilled() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(2);
          GlobalQueue global = new GlobalQueue();
          for (int i = 2; i < 6; i++) {
            global.push(subject.tasks.get(i));
          }
          subject.pushed = 6;
          run(
              () -> {
                int room = subject.ring.room();
                subject.cameOut(global.popBatch(1, Math.min(room + 1, 4), subject.ring));
              },
              subject::steal);
          Task<?> task = global.pop();
          while (task != null) {
            subject.cameOut(task);
            task = global.pop();
          }
          subject.checkAllCameOutOnce();
        });
  }

  @Test
  void twoThievesDoNotTakeTheSame() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject(4);
          run(() -> {}, subject::steal, subject::steal);
          subject.checkAllCameOutOnce();
        });
  }
}
