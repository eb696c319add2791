package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.AtomicWaker;
import weft.future.Futures;
import weft.future.Poll;
import weft.internal.driver.DriverFactory;
import weft.internal.driver.Network;
import weft.internal.driver.NetworkWaiter;
import weft.internal.driver.RuntimeDriver;
import weft.internal.driver.Waiter;
import weft.internal.env.Tunables;
import weft.internal.scheduler.RuntimeSeam;
import weft.internal.system.NioNetwork;
import weft.internal.system.SystemEnvironment;

/**
 * tokio-rs/tokio#7834: on a current-thread runtime a task that woke the future of {@code blockOn}
 * also woke the driver, which is a system call, although the thread that would have waited there is
 * the one that runs the task.
 */
@Timeout(60)
class TokioIssue7834Test {
  private static final int ROUNDS = 100;

  private final AtomicInteger wakeups = new AtomicInteger();

  /** The real driver, with a count of the wake-ups that it gets. */
  private final DriverFactory counting =
      (environment, wheels) -> {
        NetworkWaiter waiter =
            NetworkWaiter.create(
                environment.newParker(), () -> NioNetwork.open(environment.clock()));
        return RuntimeDriver.create(
            environment.clock(),
            wheels,
            new Waiter() {
              @Override
              public boolean await(long maxNanos) {
                return waiter.await(maxNanos);
              }

              @Override
              public void wakeup() {
                wakeups.incrementAndGet();
                waiter.wakeup();
              }

              @Override
              public Network network() {
                return waiter.network();
              }

              @Override
              public void shutdown() {
                waiter.shutdown();
              }
            });
      };

  private WeftRuntime runtime() {
    RuntimeBuilder builder = WeftRuntime.builder().currentThread();
    RuntimeSeam.<RuntimeBuilder, WeftRuntime>installed()
        .inject(builder, SystemEnvironment.create(Tunables.DEFAULT), counting);
    return builder.build();
  }

  @Test
  void taskThatWakesBlockOnFromInsideDoesNotWakeTheDriver() throws Exception {
    try (WeftRuntime runtime = runtime()) {
      AtomicWaker main = new AtomicWaker();
      AtomicWaker task = new AtomicWaker();
      int[] turns = {0};
      runtime
          .spawn(
              cx -> {
                task.register(cx.waker());
                turns[0]++;
                main.wake();
                return Poll.pending();
              })
          .cancel();
      wakeups.set(0); // that one came from outside
      runtime.blockOn(
          Futures.pollFn(
              cx -> {
                main.register(cx.waker());
                if (turns[0] == ROUNDS) {
                  return Poll.done();
                }
                task.wake();
                return Poll.pending();
              }));
      assertThat(turns[0]).isEqualTo(ROUNDS);
      assertThat(wakeups).hasValue(0);
    }
  }

  @Test
  void threadThatWakesBlockOnFromOutsideWakesTheDriver() throws Exception {
    try (WeftRuntime runtime = runtime()) {
      boolean[] started = {false};
      Thread[] other = {null};
      runtime.blockOn(
          Futures.pollFn(
              cx -> {
                if (started[0]) {
                  return Poll.done();
                }
                started[0] = true;
                other[0] = new Thread(cx.waker()::wake);
                other[0].start();
                return Poll.pending();
              }));
      other[0].join();
    }
  }
}
