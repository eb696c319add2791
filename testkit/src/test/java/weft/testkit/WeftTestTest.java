package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;
import weft.time.Time;

/** The extension, used as its users do; and its refusals, provoked through the plan behind it. */
@NoLeaks
class WeftTestTest implements FutureTests {
  private static final AtomicInteger FUTURES_RUN = new AtomicInteger();

  private static TestPlan plan(long timeoutMillis, boolean mayLeak) {
    return new TestPlan(
        WeftTest.Flavor.CURRENT_THREAD, 1, true, 42, 1, new Fault[0], timeoutMillis, mayLeak);
  }

  @WeftTest
  void straightLineTestAwaits(TestClock clock, Handle handle) throws Exception {
    await(Time.sleep(Duration.ofHours(1)));
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    assertThat(handle).isEqualTo(Handle.current());
  }

  @WeftTest(flavor = WeftTest.Flavor.MULTI_THREAD, workers = 3)
  void multiThreadTestHasItsWorkers(WeftRuntime runtime) throws Exception {
    assertThat(runtime.metrics().workerCount()).isEqualTo(3);
    assertThat(runtime.blockOn(runtime.spawn(Futures.ready("here")))).isEqualTo("here");
  }

  @WeftTest(seed = 7)
  void methodWithTheRuntimeDrivesItItself(TestRuntime test) throws Exception {
    assertThat(test.seed()).isEqualTo(7);
    JoinHandle<String> task = test.spawn(Futures.ready("spawned"));
    assertThat(test.run(task)).isEqualTo("spawned");
  }

  @WeftFutureTest
  Future<Void> futureIsRun(TestClock clock) {
    return Time.sleep(Duration.ofMinutes(1))
        .map(
            nothing -> {
              assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
              FUTURES_RUN.incrementAndGet();
              return nothing;
            });
  }

  @AfterAll
  static void futuresWereRun() {
    assertThat(FUTURES_RUN).hasValue(1);
  }

  @Test
  void timeOutShowsTheTasks() {
    CountDownLatch never = new CountDownLatch(1);
    TestPlan plan = plan(200, true);
    TestRuntime runtime = plan.newRuntime();
    JoinHandle<Void> waiting = runtime.runtime().spawn("waits for ever", Futures.pending());
    assertThatThrownBy(() -> plan.execute("stuck", runtime, () -> runtime.run(waiting)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stuck has not ended after 200 ms")
        .hasMessageContaining("'waits for ever'")
        .hasMessageContaining("weft-test stuck");
    never.countDown();
  }

  @Test
  void leakedTaskFailsTheTest() {
    TestPlan plan = plan(10_000, false);
    TestRuntime runtime = plan.newRuntime();
    assertThatThrownBy(
            () ->
                plan.execute(
                    "leaky",
                    runtime,
                    () ->
                        assertThat(runtime.runtime().spawn("lost", Futures.pending())).isNotNull()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'lost'");
  }

  @Test
  void failureNamesTheSeed() {
    TestPlan plan = plan(10_000, false);
    TestRuntime runtime = plan.newRuntime();
    assertThatThrownBy(
            () ->
                plan.execute(
                    "failing",
                    runtime,
                    () -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0].toString()).contains("-Dweft.seed=42"));
  }
}
