package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.task.JoinHandle;
import weft.task.TaskMeta;

/** What goes wrong in tasks and hooks stays there, and is told. */
@Timeout(60)
class FailureTest {
  private record Report(TaskMeta task, Throwable failure) {}

  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();

  private RuntimeBuilder reporting(Flavor flavor) {
    return flavor
        .builder()
        .onUnhandledFailure((task, failure) -> reports.add(new Report(task, failure)));
  }

  private static Future<Integer> throwing(Throwable failure) {
    return cx -> {
      throw FailureTest.<Exception>sneak(failure);
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  private static int descend(int depth) {
    return depth < 0 ? depth : descend(depth + 1) + 1;
  }

  @ParameterizedTest
  @EnumSource
  void anythingThrownFailsItsTaskAndKillsNoWorker(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (Throwable failure :
          List.of(
              new RuntimeException("r"),
              new OutOfMemoryError("o"),
              new LinkageError("l"),
              new InterruptedException("i"),
              new CancellationException("c"),
              new Throwable("t"))) {
        for (int i = 0; i < 8; i++) {
          JoinHandle<Integer> task = runtime.spawn(throwing(failure));
          assertThatThrownBy(() -> runtime.blockOn(task)).isSameAs(failure);
        }
      }
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(3)))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endlessRecursionFailsItsTaskAlone(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> task = runtime.spawn(cx -> Poll.ready(descend(0)));
      assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(StackOverflowError.class);
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(3)))).isEqualTo(3);
    }
  }

  /** Wakes at every depth until the stack ends, wherever inside the wake that may be. */
  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void recursionThatEndsInsideAWakeLosesNoWake(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().threadStackSize(256 * 1024).build()) {
      for (int round = 0; round < 100; round++) {
        Counting[] counting = new Counting[20];
        List<JoinHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < counting.length; i++) {
          counting[i] = new Counting();
          handles.add(runtime.spawn(counting[i]));
        }
        for (Counting one : counting) {
          one.firstPoll.await();
        }
        int offset = round;
        JoinHandle<Integer> deep =
            runtime.spawn(
                cx -> {
                  for (Counting one : counting) {
                    one.go = true;
                  }
                  return Poll.ready(wakeAtEveryDepth(counting, offset));
                });
        assertThatThrownBy(() -> runtime.blockOn(deep)).isInstanceOf(StackOverflowError.class);
        for (JoinHandle<Integer> handle : handles) {
          assertThat(runtime.blockOn(handle)).isEqualTo(1);
        }
      }
    }
  }

  private static final class Counting implements Future<Integer> {
    final java.util.concurrent.CountDownLatch firstPoll =
        new java.util.concurrent.CountDownLatch(1);
    volatile boolean go;
    volatile Waker waker = Waker.noop();

    @Override
    public Poll<Integer> poll(Context cx) {
      waker = cx.waker();
      firstPoll.countDown();
      return go ? Poll.ready(1) : Poll.pending();
    }
  }

  // Only the deepest levels matter, and they cannot be known before: each level wakes all of them.
  private static int wakeAtEveryDepth(Counting[] counting, int depth) {
    counting[depth % counting.length].waker.wake();
    return wakeAtEveryDepth(counting, depth + 1) + depth;
  }

  @ParameterizedTest
  @EnumSource
  void interruptIsNeitherFatalNorInherited(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 20; i++) {
        JoinHandle<Boolean> interrupts =
            runtime.spawn(
                cx -> {
                  Thread.currentThread().interrupt();
                  return Poll.ready(true);
                });
        assertThat(runtime.blockOn(interrupts)).isTrue();
        JoinHandle<Boolean> looks =
            runtime.spawn(cx -> Poll.ready(Thread.currentThread().isInterrupted()));
        assertThat(runtime.blockOn(looks)).isFalse();
      }
      Thread.interrupted(); // on a current-thread runtime it may have been ours
    }
  }

  @ParameterizedTest
  @EnumSource
  void failureOfADetachedTaskIsReportedAtOnce(Flavor flavor) throws Exception {
    IllegalStateException failure = new IllegalStateException("nobody cares");
    try (WeftRuntime runtime = reporting(flavor).build()) {
      runtime.spawn("orphan", throwing(failure)).cancel();
      runtime.blockOn(SpawnTest.yielding(3));
      Report report = reports.poll(30, TimeUnit.SECONDS);
      assertThat(report).isNotNull();
      assertThat(report.failure()).isSameAs(failure);
      assertThat(report.task().name()).isEqualTo("orphan");
    }
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void unjoinedFailureIsReportedAfterTheGraceTimeAndMayStillBeJoined(Flavor flavor)
      throws Exception {
    IllegalStateException failure = new IllegalStateException("late");
    try (WeftRuntime runtime =
        reporting(flavor)
            .unhandledFailurePolicy(UnhandledFailurePolicy.reportAfter(Duration.ofMillis(20)))
            .build()) {
      JoinHandle<Integer> task = runtime.spawn(throwing(failure));
      for (int i = 0; i < 30_000 && reports.isEmpty(); i++) { // the current thread has to be lent
        runtime.blockOn(SchedulingTest.sleepMillis(1));
      }
      Report report = reports.poll(30, TimeUnit.SECONDS);
      assertThat(report).isNotNull();
      assertThat(report.failure()).isSameAs(failure);
      assertThatThrownBy(() -> runtime.blockOn(task)).isSameAs(failure);
    }
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void joinedFailureIsNotReported(Flavor flavor) {
    IllegalStateException failure = new IllegalStateException("taken");
    try (WeftRuntime runtime =
        reporting(flavor)
            .unhandledFailurePolicy(UnhandledFailurePolicy.reportAfter(Duration.ofDays(1)))
            .build()) {
      JoinHandle<Integer> task = runtime.spawn(throwing(failure));
      assertThatThrownBy(() -> runtime.blockOn(task)).isSameAs(failure);
    }
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void unjoinedFailureIsReportedAtShutdown(Flavor flavor) throws Exception {
    IllegalStateException failure = new IllegalStateException("held");
    JoinHandle<Integer> task;
    try (WeftRuntime runtime =
        reporting(flavor)
            .unhandledFailurePolicy(UnhandledFailurePolicy.reportAfter(Duration.ofDays(1)))
            .build()) {
      task = runtime.spawn(throwing(failure));
      runtime.blockOn(
          cx -> {
            if (task.isFinished()) {
              return Poll.done();
            }
            cx.waker().wake();
            return Poll.pending();
          });
      assertThat(reports).isEmpty();
    }
    assertThat(reports).hasSize(1);
    assertThatThrownBy(task::blockingJoin).hasCause(failure);
  }

  @ParameterizedTest
  @EnumSource
  void firstFailureEndsTheRuntimeIfThatIsThePolicy(Flavor flavor) {
    IllegalStateException failure = new IllegalStateException("fatal");
    try (WeftRuntime runtime =
        reporting(flavor)
            .unhandledFailurePolicy(UnhandledFailurePolicy.shutDownRuntime())
            .build()) {
      AtomicInteger cancels = new AtomicInteger();
      Future<Integer> waiting =
          new Future<>() {
            @Override
            public Poll<Integer> poll(Context cx) {
              return Poll.pending();
            }

            @Override
            public void cancel() {
              cancels.incrementAndGet();
            }
          };
      runtime.spawn(waiting).cancel();
      runtime.spawn(throwing(failure)).cancel();
      assertThatThrownBy(() -> runtime.blockOn(waiting))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the runtime has failed")
          .hasCause(failure);
      assertThatThrownBy(() -> runtime.blockOn(cx -> Poll.<Integer>pending()))
          .hasMessageContaining("the runtime has failed");
      assertThat(cancels).hasValue(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hooksThatThrowAreContained(Flavor flavor) throws Exception {
    Runnable broken =
        () -> {
          throw new IllegalStateException("thread hook");
        };
    AtomicInteger undelivered = new AtomicInteger();
    try (WeftRuntime runtime =
        flavor
            .builder()
            .onThreadStart(broken)
            .onThreadStop(broken)
            .onThreadPark(broken)
            .onThreadUnpark(broken)
            .onTaskSpawn(task -> broken.run())
            .onBeforePoll(task -> broken.run())
            .onAfterPoll(task -> broken.run())
            .onTaskTerminate(task -> broken.run())
            .onUnhandledFailure((task, failure) -> broken.run())
            .onUndelivered(
                value -> {
                  undelivered.incrementAndGet();
                  broken.run();
                })
            .build()) {
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(3)))).isEqualTo(3);
      runtime.spawn(throwing(new IllegalStateException("x"))).cancel();
      runtime.spawn(SpawnTest.yielding(2)).cancel();
      assertThat(runtime.blockOn(runtime.spawnBlocking(() -> 1))).isEqualTo(1);
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(3)))).isEqualTo(3);
      while (runtime.metrics().aliveTasks() > 0) { // the detached one may be later than that
        runtime.blockOn(SpawnTest.yielding(1));
      }
    }
    assertThat(undelivered).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void hooksSeeEveryTaskAndEveryPoll(Flavor flavor) throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (WeftRuntime runtime =
        flavor
            .builder()
            .onTaskSpawn(task -> seen.add("spawn " + task.name()))
            .onBeforePoll(task -> seen.add("before " + task.name()))
            .onAfterPoll(task -> seen.add("after " + task.name()))
            .onTaskTerminate(task -> seen.add("end " + task.name()))
            .build()) {
      runtime.blockOn(runtime.spawn("a", SpawnTest.yielding(1)));
      JoinHandle<Integer> aborted = runtime.spawn("b", cx -> Poll.pending());
      aborted.abort();
      assertThatThrownBy(() -> runtime.blockOn(aborted)).isInstanceOf(CancellationException.class);
    }
    seen.removeIf(line -> line.endsWith("b") && line.matches("(before|after).*")); // may be polled
    assertThat(seen)
        .containsExactly(
            "spawn a", "before a", "after a", "before a", "after a", "end a", "spawn b", "end b");
  }

  @Test
  void parkHookThatMakesWorkIsNotFollowedByAPark() throws Exception {
    AtomicInteger parks = new AtomicInteger();
    Waker[] waker = {Waker.noop()};
    boolean[] woken = {false};
    try (WeftRuntime runtime =
        WeftRuntime.builder()
            .currentThread()
            .onThreadPark(
                () -> {
                  if (parks.incrementAndGet() == 1) {
                    woken[0] = true;
                    waker[0].wake();
                  }
                })
            .build()) {
      runtime.blockOn(
          cx -> {
            waker[0] = cx.waker();
            return woken[0] ? Poll.done() : Poll.pending();
          });
      assertThat(runtime.metrics().worker(0).parks()).isZero();
    }
    assertThat(parks).hasValue(1);
  }
}
