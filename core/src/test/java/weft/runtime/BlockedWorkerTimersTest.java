package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.future.Poll;
import weft.task.JoinHandle;
import weft.time.Sleep;
import weft.time.Time;

/** Timers of a worker that is stuck in a poll fire all the same: another worker drives them. */
@Timeout(60)
class BlockedWorkerTimersTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void timerOfABlockedWorkerIsFiredByAnotherOne(int workers) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(workers).build()) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch fired = new CountDownLatch(1);
        Sleep sleep = Time.sleep(Duration.ofMillis(5));
        Future<Boolean> blocks =
            cx -> {
              // On this worker's wheel; only the timer opens the latch that this worker waits for.
              if (sleep.poll(cx.withWaker(fired::countDown)).isReady()) {
                fired.countDown(); // this thread was held up for all that time, in the poll
              }
              return Poll.ready(fired.await(20, TimeUnit.SECONDS));
            };
        JoinHandle<Boolean> handle = runtime.spawn(blocks);
        assertThat(handle.blockingJoin()).as("round %d", round).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void sleepingTasksOfABlockedWorkerGoOnOnAnotherOne(int workers) throws Exception {
    int sleepers = 50;
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(workers).build()) {
      CountDownLatch awake = new CountDownLatch(sleepers);
      Future<Boolean> blocks =
          cx -> {
            Handle handle = Handle.current();
            for (int i = 0; i < sleepers; i++) {
              var unused =
                  handle.spawn(
                      Time.sleep(Duration.ofMillis(5 + i % 10))
                          .whenDone((done, failure) -> awake.countDown()));
            }
            return Poll.ready(awake.await(20, TimeUnit.SECONDS));
          };
      assertThat(runtime.spawn(blocks).blockingJoin()).isTrue();
    }
  }
}
