package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.internal.driver.Driver;
import weft.internal.driver.DriverFactory;
import weft.internal.driver.Network;
import weft.internal.env.Environment;
import weft.internal.env.Tunables;
import weft.internal.scheduler.RuntimeSeam;
import weft.internal.system.SystemDrivers;
import weft.internal.system.SystemEnvironment;
import weft.task.JoinHandle;
import weft.time.Time;

/** An error of the runtime's own, not of a task: it ends loudly, never with a worker less. */
@Timeout(60)
class WorkerDeathTest {

  /** A driver that breaks when it is told to. */
  private static final class Breakable implements DriverFactory {
    volatile @Nullable Error failure;
    final AtomicInteger outOfMemory = new AtomicInteger(); // how often it is short of memory still

    @Override
    public Driver create(Environment environment, int wheels) {
      Driver driver = new SystemDrivers().create(environment, wheels);
      return new Driver() {
        @Override
        public void turn(long maxNanos) {
          Error broken = failure;
          if (broken != null) {
            throw broken;
          }
          if (outOfMemory.get() > 0 && outOfMemory.getAndDecrement() > 0) {
            throw new OutOfMemoryError("planted");
          }
          driver.turn(maxNanos);
        }

        @Override
        public void wakeup() {
          driver.wakeup();
        }

        @Override
        public Timers.Timer timer(long deadlineNanos, int wheel) {
          return driver.timer(deadlineNanos, wheel);
        }

        @Override
        public int registeredTimers() {
          return driver.registeredTimers();
        }

        @Override
        public Network network() {
          return driver.network();
        }

        @Override
        public void shutdown() {
          driver.shutdown();
        }
      };
    }
  }

  /** The heap is full of some task's doing, and the runtime's own code is the one to find out. */
  @ParameterizedTest
  @EnumSource
  void shortOfMemoryBetweenPollsTheRuntimeGoesOn(Flavor flavor) throws Exception {
    Breakable drivers = new Breakable();
    RuntimeBuilder builder = flavor.builder();
    RuntimeSeam.<RuntimeBuilder, WeftRuntime>installed()
        .inject(builder, SystemEnvironment.create(Tunables.DEFAULT), drivers);
    try (WeftRuntime runtime = builder.build()) {
      for (int round = 0; round < 20; round++) {
        JoinHandle<Void> sleeper = runtime.spawn(Time.sleep(Duration.ofMillis(2)));
        List<JoinHandle<Integer>> tasks = new ArrayList<>();
        drivers.outOfMemory.set(round);
        for (int i = 0; i < 8; i++) {
          tasks.add(runtime.spawn(SpawnTest.yielding(200)));
        }
        for (JoinHandle<Integer> task : tasks) {
          assertThat(runtime.blockOn(task)).isEqualTo(200);
        }
        runtime.blockOn(sleeper);
      }
      drivers.outOfMemory.set(3); // it shuts down beside it, too
      runtime.spawn(SpawnTest.yielding(1_000_000)).cancel();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void errorInTheDriverEndsTheRuntimeAndTellsWhoWaits(Flavor flavor) throws Exception {
    Breakable drivers = new Breakable();
    RuntimeBuilder builder = flavor.builder();
    RuntimeSeam.<RuntimeBuilder, WeftRuntime>installed()
        .inject(builder, SystemEnvironment.create(Tunables.DEFAULT), drivers);
    AtomicInteger cancels = new AtomicInteger();
    Error failure = new Error("the driver is broken");
    try (WeftRuntime runtime = builder.build()) {
      JoinHandle<Integer> waits =
          runtime.spawn(
              new Future<>() {
                @Override
                public Poll<Integer> poll(Context cx) {
                  return Poll.pending();
                }

                @Override
                public void cancel() {
                  cancels.incrementAndGet();
                }
              });
      runtime.blockOn(runtime.spawn(SpawnTest.yielding(1)));
      drivers.failure = failure;
      runtime.scheduler().driver().wakeup(); // whoever waits there comes back, and turns it again
      assertThatThrownBy(() -> runtime.blockOn(cx -> Poll.<Integer>pending()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the runtime has failed")
          .hasCause(failure);
      assertThat(waits.isFinished()).isTrue();
    }
    assertThat(cancels).hasValue(1);
  }
}
