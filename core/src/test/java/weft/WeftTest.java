package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.internal.system.AsyncEngine;
import weft.runtime.Entered;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;
import weft.task.TaskId;
import weft.time.Interval;
import weft.time.MonotonicInstant;

/** The door: what it gives a task, and who is current where. */
@Timeout(60)
class WeftTest {

  private static WeftRuntime runtime(boolean currentThread) {
    return currentThread
        ? WeftRuntime.currentThread()
        : WeftRuntime.builder().workerThreads(2).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sleepsAndIntervalsKeepTheirTime(boolean currentThread) throws Exception {
    try (WeftRuntime runtime = runtime(currentThread);
        Entered entered = runtime.handle().enter()) {
      assertThat(entered).isNotNull();
      MonotonicInstant start = MonotonicInstant.now();
      runtime.blockOn(Weft.sleep(Duration.ofMillis(5)));
      MonotonicInstant slept = MonotonicInstant.now();
      assertThat(start.until(slept)).isGreaterThanOrEqualTo(Duration.ofMillis(5));
      runtime.blockOn(Weft.sleepUntil(slept.plus(Duration.ofMillis(5))));
      assertThat(slept.until(MonotonicInstant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(5));
      Interval ticks = Weft.interval(Duration.ofMillis(5));
      MonotonicInstant first = runtime.blockOn(ticks.tick());
      MonotonicInstant second = runtime.blockOn(ticks.tick());
      assertThat(first.until(second)).isEqualTo(Duration.ofMillis(5));
    }
  }

  @Test
  void timeoutCancelsWhatIsLate() throws Exception {
    List<String> cancelled = new ArrayList<>();
    Future<Integer> late =
        new Future<>() {
          @Override
          public Poll<Integer> poll(weft.future.Context cx) {
            return Poll.pending();
          }

          @Override
          public void cancel() {
            cancelled.add("late");
          }
        };
    try (WeftRuntime runtime = runtime(true)) {
      assertThatThrownBy(() -> runtime.blockOn(Weft.timeout(Duration.ofMillis(1), late)))
          .isInstanceOf(TimeoutException.class);
      assertThat(cancelled).containsExactly("late");
      assertThat(runtime.blockOn(Weft.timeout(Duration.ofMinutes(1), Futures.ready(1))))
          .isEqualTo(1);
    }
  }

  private static Future<TaskId> idOfThePoller() {
    return cx -> Poll.ready(Weft.currentTaskId());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void taskKnowsItsIdentityWhereverItsCodeRuns(boolean currentThread) throws Exception {
    assertThat(Weft.currentTaskId()).isNull();
    try (WeftRuntime runtime = runtime(currentThread)) {
      JoinHandle<TaskId> task = runtime.spawn(idOfThePoller());
      assertThat(runtime.blockOn(task)).isEqualTo(task.id());
      JoinHandle<TaskId> body =
          runtime.spawn(
              async(
                  () -> {
                    await(Futures.yieldNow());
                    return Weft.currentTaskId();
                  }));
      assertThat(runtime.blockOn(body)).isEqualTo(body.id());
      JoinHandle<TaskId> blocking = runtime.spawnBlocking(Weft::currentTaskId);
      assertThat(runtime.blockOn(blocking)).isEqualTo(blocking.id());
      TaskId outside = runtime.blockOn(cx -> Poll.ready(Weft.currentTaskId()));
      assertThat(outside).isNull();
      if (!currentThread) {
        JoinHandle<TaskId> inPlace =
            runtime.spawn(cx -> Poll.ready(Weft.<TaskId>blockInPlace(Weft::currentTaskId)));
        assertThat(runtime.blockOn(inPlace)).isEqualTo(inPlace.id());
      }
    }
    assertThat(Weft.currentTaskId()).isNull();
  }

  @Test
  void workersKnowTheirNumberAndOthersHaveNone() throws Exception {
    assertThat(Weft.workerIndex()).isEmpty();
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      JoinHandle<OptionalInt> task = runtime.spawn(cx -> Poll.ready(Weft.workerIndex()));
      assertThat(runtime.blockOn(task)).hasValue(0);
      JoinHandle<OptionalInt> blocking = runtime.spawnBlocking(Weft::workerIndex);
      assertThat(runtime.blockOn(blocking)).isEmpty();
      OptionalInt outside = runtime.blockOn(cx -> Poll.ready(Weft.workerIndex()));
      assertThat(outside).isEmpty();
      JoinHandle<OptionalInt> body = runtime.spawn(async(() -> Weft.workerIndex()));
      boolean onWorker = AsyncEngine.current() == AsyncEngine.MOUNTED;
      assertThat(runtime.blockOn(body).isPresent()).isEqualTo(onWorker);
    }
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      JoinHandle<OptionalInt> task = runtime.spawn(cx -> Poll.ready(Weft.workerIndex()));
      assertThat(runtime.blockOn(task)).hasValue(0);
    }
  }

  @Test
  void numberIsThatOfTheMetrics() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(4).build()) {
      for (int i = 0; i < 50; i++) {
        JoinHandle<Boolean> task =
            runtime.spawn(
                cx -> {
                  int index = Weft.workerIndex().orElseThrow();
                  long thread = runtime.metrics().worker(index).threadId();
                  return Poll.ready(thread == Thread.currentThread().getId());
                });
        assertThat(runtime.blockOn(task)).isTrue();
      }
    }
  }
}
