package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/** Virtual threads beside a runtime: they send, wake, join and block like any other thread. */
@Timeout(60)
class VirtualThreadWakesTest {
  private static final int THREADS = 500;

  private static Thread start(Runnable body) throws Exception {
    try {
      Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
      return (Thread) start.invoke(null, body);
    } catch (NoSuchMethodException tooOld) {
      return Assumptions.abort("this JVM has no virtual threads: they came with JDK 21");
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesOfVirtualThreadsAreNotLost(Flavor flavor) throws Exception {
    Object lock = new Object();
    try (WeftRuntime runtime = flavor.create()) {
      List<JoinHandle<Integer>> tasks = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        Oneshot<Integer> oneshot = Oneshot.channel();
        tasks.add(runtime.spawn(oneshot.receiver()));
        threads.add(
            start(
                () -> {
                  synchronized (lock) { // wakes while it holds a monitor
                    oneshot.sender().send(number);
                  }
                }));
      }
      for (int i = 0; i < THREADS; i++) {
        assertThat(runtime.blockOn(tasks.get(i))).isEqualTo(i);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void virtualThreadMayBlockOnAFuture(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      int[] values = new int[8];
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        int number = i;
        threads.add(
            start(
                () -> {
                  try {
                    values[number] = runtime.blockOn(runtime.spawn(SpawnTest.yielding(number + 1)));
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(values).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }
}
