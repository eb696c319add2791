package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.task.JoinHandle;
import weft.time.Time;

/**
 * All workers wait inside polls for something that only a queued task, or a timer, brings about.
 */
@Timeout(60)
class StandInTest {

  private static Future<Boolean> blockUntil(CountDownLatch latch, CountDownLatch blocking) {
    return Futures.lazy(
        () -> {
          blocking.countDown();
          return latch.await(30, TimeUnit.SECONDS);
        });
  }

  private static List<JoinHandle<Boolean>> blockAll(
      WeftRuntime runtime, int workers, CountDownLatch latch) throws InterruptedException {
    CountDownLatch blocking = new CountDownLatch(workers);
    List<JoinHandle<Boolean>> blocked = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      blocked.add(runtime.spawn(blockUntil(latch, blocking)));
    }
    assertThat(blocking.await(30, TimeUnit.SECONDS)).isTrue();
    return blocked;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void queuedTaskThatWouldFreeTheWorkersRuns(int workers) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(workers).build()) {
      for (int round = 0; round < 3; round++) {
        CountDownLatch latch = new CountDownLatch(1);
        List<JoinHandle<Boolean>> blocked = blockAll(runtime, workers, latch);
        JoinHandle<Void> frees = runtime.spawn(Futures.lazy(() -> open(latch)));
        for (JoinHandle<Boolean> task : blocked) {
          assertThat(task.blockingJoin()).as("round %d", round).isTrue();
        }
        frees.blockingJoin();
      }
    }
  }

  @SuppressWarnings("NullAway") // a Void has no other value
  private static Void open(CountDownLatch latch) {
    latch.countDown();
    return null;
  }

  @Test
  void timersFireAndWhatTheyWakeRuns() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      CountDownLatch latch = new CountDownLatch(1);
      JoinHandle<Void> timer =
          runtime.spawn(Time.sleep(Duration.ofMillis(100)).map(done -> open(latch)));
      for (JoinHandle<Boolean> task : blockAll(runtime, 2, latch)) {
        assertThat(task.blockingJoin()).isTrue();
      }
      timer.blockingJoin();
    }
  }

  @Test
  void oneStandInAfterTheOtherIsSentWhileTheyGetStuckAsWell() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      CountDownLatch latch = new CountDownLatch(1);
      List<JoinHandle<Boolean>> blocked = new ArrayList<>(blockAll(runtime, 1, latch));
      for (int i = 0; i < 3; i++) { // each needs a thread of its own
        blocked.addAll(blockAll(runtime, 1, latch));
      }
      JoinHandle<Void> frees = runtime.spawn(Futures.lazy(() -> open(latch)));
      for (JoinHandle<Boolean> task : blocked) {
        assertThat(task.blockingJoin()).isTrue();
      }
      frees.blockingJoin();
    }
  }

  @Test
  void taskThatAStandInHasBegunGoesOnOnTheWorkers() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      CountDownLatch latch = new CountDownLatch(1);
      List<JoinHandle<Boolean>> blocked = blockAll(runtime, 1, latch);
      int[] polls = {0};
      JoinHandle<Integer> task =
          runtime.spawn(
              Futures.pollFn(
                  cx -> {
                    polls[0]++;
                    if (polls[0] == 3) {
                      latch.countDown();
                    }
                    if (polls[0] < 100) {
                      cx.defer();
                      return Poll.pending();
                    }
                    return Poll.ready(polls[0]);
                  }));
      assertThat(task.blockingJoin()).isEqualTo(100);
      assertThat(blocked.get(0).blockingJoin()).isTrue();
    }
  }

  @Test
  void runtimeClosesWhileAStandInIsBlocked() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build();
    List<Thread> threads = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        CountDownLatch blocking = new CountDownLatch(1);
        runtime.spawn(
            "stuck " + i,
            Futures.lazy(
                () -> {
                  threads.add(Thread.currentThread()); // one after the other
                  blocking.countDown();
                  return never.await(30, TimeUnit.SECONDS);
                }));
        assertThat(blocking.await(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(runtime.shutdownTimeout(Duration.ofMillis(50)).stuck())
          .anyMatch(stuck -> stuck.task().contains("stuck 1"));
    } finally {
      never.countDown();
      runtime.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
