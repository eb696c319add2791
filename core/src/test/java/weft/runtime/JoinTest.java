package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.task.JoinHandle;

/** Joining from threads that are no tasks, and what a handle's end means for its task. */
@Timeout(60)
class JoinTest {

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void blockingJoinGivesWhatTheTaskGave(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      assertThat(runtime.spawn(SpawnTest.yielding(100)).blockingJoin()).isEqualTo(100);
      IllegalStateException failure = new IllegalStateException("no");
      assertThatThrownBy(runtime.spawn(Futures.<Integer>failed(failure))::blockingJoin)
          .isInstanceOf(ExecutionException.class)
          .hasCause(failure);
      JoinHandle<Integer> aborted = runtime.spawn(cx -> Poll.pending());
      aborted.abort();
      assertThatThrownBy(aborted::blockingJoin).isInstanceOf(CancellationException.class);
      assertThat(
              runtime.spawn(SpawnTest.yielding(3)).toCompletableFuture().get(30, TimeUnit.SECONDS))
          .isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void blockingJoinThatTimesOutMayBeRepeated(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicBoolean go = new AtomicBoolean();
      JoinHandle<Integer> task =
          runtime.spawn(
              cx -> {
                cx.defer();
                return go.get() ? Poll.ready(1) : Poll.pending();
              });
      assertThatThrownBy(() -> task.blockingJoin(Duration.ofMillis(5)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("within PT0.005S");
      go.set(true);
      assertThat(task.blockingJoin(Duration.ofSeconds(30))).isEqualTo(1);
      assertThatThrownBy(task::blockingJoin).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void interruptEndsABlockingJoinAndTheTaskGoesOn(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> task = runtime.spawn(cx -> Poll.pending());
      Thread.currentThread().interrupt();
      assertThatThrownBy(task::blockingJoin).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      assertThat(task.isFinished()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockingJoinIsRefusedInTasksAndAllowedInBlockingBodies(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        WeftRuntime other = WeftRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Integer> joins =
          runtime.spawn(cx -> Poll.ready(other.spawn(SpawnTest.yielding(1)).blockingJoin()));
      assertThatThrownBy(() -> runtime.blockOn(joins))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("blockingJoin called");
      JoinHandle<Integer> mayJoin =
          runtime.spawnBlocking(() -> other.spawn(SpawnTest.yielding(2)).blockingJoin());
      assertThat(runtime.blockOn(mayJoin)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingTheHandleLeavesTheTaskRunning(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicBoolean ended = new AtomicBoolean();
      runtime
          .spawn(
              SpawnTest.yielding(20)
                  .map(
                      value -> {
                        ended.set(true);
                        return value;
                      }))
          .cancel();
      runtime.blockOn(
          cx -> {
            if (ended.get()) {
              return Poll.done();
            }
            cx.waker().wake();
            return Poll.pending();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortRacingWithCompletionGivesOneResult(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 300; i++) {
        JoinHandle<Integer> task = runtime.spawn(SpawnTest.yielding(i % 3));
        Thread aborter = new Thread(task.abortHandle()::abort);
        aborter.start();
        Future<?> outcome = task.outcome();
        assertThat(runtime.blockOn(outcome)).isNotNull();
        aborter.join();
      }
    }
  }
}
