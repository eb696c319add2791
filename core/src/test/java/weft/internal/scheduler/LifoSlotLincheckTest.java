package weft.internal.scheduler;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.future.ContextControl;
import weft.future.Poll;
import weft.future.Services;
import weft.interleavings.Interleavings;
import weft.internal.env.Environment;
import weft.internal.task.LiveTasks;
import weft.internal.task.Task;
import weft.internal.task.TaskOwner;

/** A worker fills and empties its slot while the watchdog comes for what is in there. */
@Tag("lincheck")
class LifoSlotLincheckTest {
  private static final int INVOCATIONS = 2_000;

  /** How often each task was taken. */
  private static final class Takers {
    private final List<Task<?>> tasks;
    private final AtomicInteger[] taken;

    Takers(List<Task<?>> tasks) {
      this.tasks = tasks;
      this.taken = new AtomicInteger[tasks.size()];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = new AtomicInteger();
      }
    }

    void got(@Nullable Task<?> task) {
      if (task != null) {
        taken[tasks.indexOf(task)].incrementAndGet();
      }
    }

    void checkEachWasTakenOnce() {
      for (int i = 0; i < taken.length; i++) {
        if (taken[i].get() != 1) {
          throw new AssertionError("task " + i + " was taken " + taken[i] + " times");
        }
      }
    }
  }

  private static void beside(Runnable watchdog, Runnable worker) {
    Thread thread = new Thread(watchdog);
    thread.start();
    worker.run();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void taskIsTakenByTheWorkerOrByTheWatchdog() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Takers takers = new Takers(TestTasks.make(1));
          LifoSlot slot = new LifoSlot();
          slot.put(takers.tasks.get(0));
          beside(() -> takers.got(slot.steal()), () -> takers.got(slot.take()));
          takers.checkEachWasTakenOnce();
        });
  }

  @Test
  void displacedTasksAreTakenOnce() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Takers takers = new Takers(TestTasks.make(3));
          LifoSlot slot = new LifoSlot();
          beside(
              () -> {
                takers.got(slot.steal());
                takers.got(slot.steal());
              },
              () -> {
                for (Task<?> task : takers.tasks) { // as RunQueue.add does
                  takers.got(slot.take());
                  slot.put(task);
                }
                takers.got(slot.take());
              });
          takers.checkEachWasTakenOnce();
        });
  }

  @Test
  void stolenTaskIsStolenOnceThoughItIsThereStill() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Takers takers = new Takers(TestTasks.make(1));
          LifoSlot slot = new LifoSlot();
          slot.put(takers.tasks.get(0));
          beside(() -> takers.got(slot.steal()), () -> takers.got(slot.steal()));
          takers.got(slot.steal());
          takers.got(slot.take());
          takers.checkEachWasTakenOnce();
        });
  }

  /**
   * The task that was moved runs elsewhere and is queued there again: what the slot says is old.
   */
  @Test
  void taskThatRanElsewhereIsNotTakenAgain() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Takers takers = new Takers(TestTasks.make(1));
          LifoSlot slot = new LifoSlot();
          slot.put(takers.tasks.get(0));
          beside(
              () -> {
                Task<?> stolen = slot.steal();
                if (stolen != null) {
                  takers.got(stolen);
                  LifoSlot elsewhere = new LifoSlot(); // queued again, and in a slot again
                  elsewhere.put(stolen);
                  if (elsewhere.take() != stolen) {
                    throw new AssertionError("nobody else could have taken it");
                  }
                }
              },
              () -> takers.got(slot.take()));
          takers.checkEachWasTakenOnce();
        });
  }

  /**
   * The worker has run the task, which was woken into another queue, and has put a task into the
   * slot that has left one as often.
   */
  @Test
  void taskThatRanAndIsQueuedElsewhereIsNotStolen() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Takers takers = new Takers(List.of(Waiting.task(), Waiting.task()));
          Task<?> first = takers.tasks.get(0);
          Task<?> second = takers.tasks.get(1);
          LifoSlot slot = new LifoSlot();
          slot.put(second);
          Waiting.runAndWake(slot.take());
          slot.put(first);
          beside(
              () -> takers.got(slot.steal()),
              () -> {
                Task<?> mine = slot.take();
                if (mine != null) {
                  takers.got(mine);
                  Waiting.runAndWake(mine);
                }
                slot.put(second);
                takers.got(slot.take());
              });
          takers.checkEachWasTakenOnce();
        });
  }

  /** Tasks that wait for ever, and whose wakes queue them nowhere. */
  private static final class Waiting implements TaskOwner {
    static Task<?> task() {
      return Task.create(new Waiting(), "waits", cx -> Poll.pending());
    }

    static void runAndWake(@Nullable Task<?> task) {
      ContextControl control = ContextControl.create(Services.none());
      if (task == null || task.run(control, 1, new LiveTasks(), null) != Task.Verdict.IDLE) {
        throw new AssertionError("does not wait: " + task);
      }
      task.wake();
    }

    @Override
    public void schedule(Task<?> task) {}

    @Override
    public void onEnd(Task<?> task) {}

    @Override
    public void onUnclaimedFailure(Task<?> task, Throwable failure) {}

    @Override
    public void onUnhandledFailure(Task<?> task, Throwable failure) {}

    @Override
    public Services services() {
      return Services.none();
    }

    @Override
    public Environment environment() {
      throw new AssertionError("nobody blocks here");
    }

    @Override
    public void requireMayBlock(String what) {}
  }
}
