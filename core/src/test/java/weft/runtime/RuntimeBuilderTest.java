package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Poll;
import weft.task.JoinHandle;

/** The knobs of a runtime. */
@Timeout(60)
class RuntimeBuilderTest {

  private static void refuses(Consumer<RuntimeBuilder> knob, String message) {
    assertThatThrownBy(() -> knob.accept(WeftRuntime.builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void valuesThatMakeNoSenseAreRefusedWithConditionAndValue() {
    refuses(builder -> builder.workerThreads(0), "workerThreads < 1: 0");
    refuses(builder -> builder.workerThreads(32_768), "workerThreads > 32767: 32768");
    refuses(
        builder -> builder.workersVariable(() -> "40000").build(),
        "WEFT_WORKER_THREADS is not a positive number up to 32767: '40000'");
    refuses(builder -> builder.globalQueueInterval(0), "globalQueueInterval < 1: 0");
    refuses(builder -> builder.eventInterval(0), "eventInterval < 1: 0");
    refuses(builder -> builder.maxTasks(-3), "maxTasks < 1: -3");
    refuses(builder -> builder.maxBlockingThreads(0), "maxBlockingThreads < 1: 0");
    refuses(builder -> builder.blockingQueueLimit(-1), "blockingQueueLimit < 0: -1");
    refuses(builder -> builder.threadStackSize(-1), "threadStackSize < 0: -1");
    refuses(builder -> builder.threadKeepAlive(Duration.ofNanos(-1)), "threadKeepAlive < 0");
    refuses(builder -> builder.shutdownTimeout(Duration.ofNanos(-1)), "shutdownTimeout < 0");
    assertThatThrownBy(() -> UnhandledFailurePolicy.reportAfter(Duration.ofNanos(-1)))
        .hasMessageContaining("grace < 0");
  }

  @Test
  void workersComeFromTheCallElseTheVariableElseTheProcessors() {
    assertThat(workers(WeftRuntime.builder().workersVariable(() -> " 3 "))).isEqualTo(3);
    assertThat(workers(WeftRuntime.builder().workersVariable(() -> "3").workerThreads(2)))
        .isEqualTo(2);
    assertThat(workers(WeftRuntime.builder().workersVariable(() -> null)))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(workers(WeftRuntime.builder().workersVariable(() -> "7").currentThread()))
        .isEqualTo(1);
  }

  private static int workers(RuntimeBuilder builder) {
    try (WeftRuntime runtime = builder.build()) {
      return runtime.metrics().workerCount();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "1.5"})
  void variableThatIsNoCountIsRefusedWithItsValue(String text) {
    assertThatThrownBy(() -> WeftRuntime.builder().workersVariable(() -> text).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WEFT_WORKER_THREADS is not a positive number: '" + text + "'");
  }

  @Test
  void threadsAreNamedByTheirKindOrByTheGivenNames() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      assertThat(nameOfWorker(runtime)).isEqualTo("weft-worker-0");
      assertThat(nameOfBlocking(runtime)).isEqualTo("weft-blocking-0");
    }
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).threadName("pool").build()) {
      assertThat(nameOfWorker(runtime)).isEqualTo("pool-0");
      assertThat(nameOfBlocking(runtime)).isEqualTo("pool-1");
    }
  }

  private static String nameOfWorker(WeftRuntime runtime) throws Exception {
    JoinHandle<String> task = runtime.spawn(cx -> Poll.ready(Thread.currentThread().getName()));
    return runtime.blockOn(task);
  }

  private static String nameOfBlocking(WeftRuntime runtime) throws Exception {
    return runtime.blockOn(runtime.spawnBlocking(() -> Thread.currentThread().getName()));
  }

  @ParameterizedTest
  @EnumSource
  void sameSeedDrawsTheSameNumbers(Flavor flavor) throws Exception {
    assertThat(draws(flavor, 7)).isEqualTo(draws(flavor, 7)).isNotEqualTo(draws(flavor, 8));
  }

  private static List<Integer> draws(Flavor flavor, long seed) throws Exception {
    try (WeftRuntime runtime = flavor.builder().seed(seed).build()) {
      return runtime.blockOn(
          cx -> {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              numbers.add(cx.random(1_000));
            }
            return Poll.ready(numbers);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockingQueueThatIsFullRefusesFurtherJobs(Flavor flavor) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (WeftRuntime runtime =
        flavor.builder().maxBlockingThreads(1).blockingQueueLimit(1).build()) {
      JoinHandle<Boolean> first =
          runtime.spawnBlocking(
              () -> {
                running.countDown();
                return release.await(30, TimeUnit.SECONDS);
              });
      assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
      JoinHandle<Integer> second = runtime.spawnBlocking(() -> 2);
      JoinHandle<Integer> third = runtime.spawnBlocking(() -> 3);
      assertThatThrownBy(() -> runtime.blockOn(third))
          .isInstanceOf(RejectedExecutionException.class);
      JoinHandle<Integer> aborted = second;
      assertThat(runtime.metrics().blockingQueueDepth()).isEqualTo(1);
      aborted.abort(); // before its start: it never runs, and its place is free at once
      assertThat(aborted.isFinished()).isTrue();
      assertThat(runtime.metrics().blockingQueueDepth()).isZero();
      release.countDown();
      assertThat(runtime.blockOn(first)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "nameless"})
  void workerThatCannotBeStartedLeavesNoOtherBehind(String how) throws Exception {
    AtomicInteger started = new AtomicInteger();
    CountDownLatch stopped = new CountDownLatch(2);
    RuntimeBuilder builder =
        WeftRuntime.builder()
            .workerThreads(4)
            .onThreadStop(stopped::countDown)
            .threadName(
                number -> {
                  if (number < 2) {
                    return "worker " + number;
                  }
                  if (how.equals("refused")) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                  return null;
                });
    builder.onThreadStart(started::incrementAndGet);
    assertThatThrownBy(builder::build)
        .isInstanceOf(how.equals("refused") ? OutOfMemoryError.class : NullPointerException.class);
    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(started).hasValue(2);
  }

  @ParameterizedTest
  @EnumSource
  void atMaxTasksSpawnFailsAndSpawnWhenPossibleWaitsInItsOrder(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().maxTasks(2).build()) {
      Handle handle = runtime.handle();
      JoinHandle<Integer> one = runtime.spawn(cx -> Poll.pending());
      JoinHandle<Integer> two = runtime.spawn(cx -> Poll.pending());
      List<String> cancelled = Collections.synchronizedList(new ArrayList<>());
      weft.future.Future<Integer> refused =
          new weft.future.Future<>() {
            @Override
            public Poll<Integer> poll(weft.future.Context cx) {
              return Poll.ready(0);
            }

            @Override
            public void cancel() {
              cancelled.add("refused");
            }
          };
      assertThatThrownBy(() -> runtime.spawn(refused))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("maxTasks tasks live already: 2")
          .hasMessageContaining("spawnWhenPossible");
      assertThat(cancelled).containsExactly("refused");

      weft.future.Context cx = weft.future.Context.of(weft.future.Waker.noop());
      var first = handle.spawnWhenPossible("first", SpawnTest.yielding(1));
      var second = handle.spawnWhenPossible("second", SpawnTest.yielding(2));
      var givenUp = handle.spawnWhenPossible(refused);
      assertThat(first.poll(cx).isPending()).isTrue();
      assertThat(givenUp.poll(cx).isPending()).isTrue();
      assertThat(second.poll(cx).isPending()).isTrue();
      givenUp.cancel();
      assertThat(cancelled).containsExactly("refused", "refused");
      one.abort();
      JoinHandle<Integer> firstHandle = runtime.blockOn(first);
      assertThat(runtime.blockOn(firstHandle)).isEqualTo(1);
      assertThat(runtime.blockOn(runtime.blockOn(second))).isEqualTo(2);
      two.abort();
    }
  }

  @ParameterizedTest
  @EnumSource
  void placeGrantedToAWaiterThatGivesUpGoesToTheNext(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().maxTasks(1).build()) {
      Handle handle = runtime.handle();
      weft.future.Context cx = weft.future.Context.of(weft.future.Waker.noop());
      JoinHandle<Integer> one = runtime.spawn(cx1 -> Poll.pending());
      var first = handle.spawnWhenPossible(SpawnTest.yielding(2));
      var second = handle.spawnWhenPossible(SpawnTest.yielding(3));
      assertThat(first.poll(cx).isPending()).isTrue();
      assertThat(second.poll(cx).isPending()).isTrue();
      one.abort();
      runtime.blockOn(one.outcome()); // its place is the first waiter's now, who does not know yet
      first.cancel();
      assertThat(runtime.blockOn(runtime.blockOn(second))).isEqualTo(3);
    }
  }
}
