package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;
import weft.internal.task.Task;

/** Interleavings of pushes, pops and closing: each task comes out once, in order, or is refused. */
@Tag("lincheck")
class GlobalQueueLincheckTest {
  private static final int INVOCATIONS = 500;

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

  private static List<Task<?>> drain(GlobalQueue queue) {
    List<Task<?>> out = new ArrayList<>();
    Task<?> task;
    while ((task = queue.pop()) != null) {
      out.add(task);
    }
    return out;
  }

  @Test
  void tasksOfEachPusherComeOutOnceAndInOrder() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          List<Task<?>> tasks = TestTasks.make(4);
          GlobalQueue queue = new GlobalQueue();
          List<Task<?>> out = new ArrayList<>();
          run(
              () -> {
                queue.push(tasks.get(0));
                queue.push(tasks.get(1));
              },
              () -> {
                TaskChain chain = new TaskChain();
                chain.add(tasks.get(2));
                chain.add(tasks.get(3));
                queue.pushAll(chain);
              },
              () -> {
                @Nullable Task<?> task = queue.pop();
                if (task != null) {
                  out.add(task);
                }
              });
          out.addAll(drain(queue));
          check(out.size() == 4, "came out: " + out.size());
          check(out.indexOf(tasks.get(0)) < out.indexOf(tasks.get(1)), "order of pushes");
          check(out.indexOf(tasks.get(2)) + 1 == out.indexOf(tasks.get(3)), "order of a chain");
          check(queue.isEmpty(), "empty");
          check(queue.pushes() == 2, "pushes: " + queue.pushes());
        });
  }

  @Test
  void queueThatIsTakenFromDoesNotLookEmptyBetween() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          List<Task<?>> tasks = TestTasks.make(2);
          GlobalQueue queue = new GlobalQueue();
          queue.push(tasks.get(0));
          queue.push(tasks.get(1));
          boolean[] looked = {false};
          run(queue::pop, () -> looked[0] = queue.isEmpty());
          check(!looked[0], "looked empty with a task in it");
        });
  }

  @Test
  void taskIsRefusedOrComesOutWhenTheQueueIsClosed() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          List<Task<?>> tasks = TestTasks.make(1);
          GlobalQueue queue = new GlobalQueue();
          boolean[] pushed = {false};
          boolean[] closed = {false};
          run(() -> pushed[0] = queue.push(tasks.get(0)), () -> closed[0] = queue.closeIfEmpty());
          check(pushed[0] != closed[0], "pushed " + pushed[0] + ", closed " + closed[0]);
          check(drain(queue).size() == (pushed[0] ? 1 : 0), "came out");
        });
  }
}
