package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.time.Sleep;
import weft.time.Time;

/** The end of a runtime. */
@Timeout(90)
class ShutdownTest {

  /** Waits for ever and runs {@code onCancel} when it is given up. */
  private static final class Waiting implements Future<Integer> {
    final AtomicInteger ends = new AtomicInteger();
    final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
    private final Runnable onCancel;

    Waiting(Runnable onCancel) {
      this.onCancel = onCancel;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      waker.set(cx.waker());
      return Poll.pending();
    }

    @Override
    public void cancel() {
      ends.incrementAndGet();
      onCancel.run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void futuresAreCancelledInsideTheirRuntime(Flavor flavor) throws Exception {
    List<@Nullable Handle> seen = Collections.synchronizedList(new ArrayList<>());
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    WeftRuntime runtime = flavor.builder().threadName("pool").build();
    Handle handle = runtime.handle();
    for (int i = 0; i < 10; i++) {
      runtime
          .spawn(
              new Waiting(
                  () -> {
                    seen.add(Handle.tryCurrent());
                    threads.add(Thread.currentThread().getName());
                  }))
          .cancel();
    }
    runtime.blockOn(SpawnTest.yielding(2));
    runtime.close();
    assertThat(seen).hasSize(10).containsOnly(handle);
    if (flavor != Flavor.CURRENT_THREAD) {
      assertThat(threads).allMatch(name -> name.startsWith("pool-"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelledFuturesMayWakeAbortAndSpawn(Flavor flavor) {
    List<Waiting> waiting = Collections.synchronizedList(new ArrayList<>());
    List<JoinHandle<Integer>> handles = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger spawned = new AtomicInteger();
    Object lock = new Object();
    WeftRuntime runtime = flavor.create();
    for (int i = 0; i < 100; i++) {
      Waiting future =
          new Waiting(
              () -> {
                synchronized (lock) {
                  for (Waiting other : List.copyOf(waiting)) {
                    Waker waker = other.waker.get();
                    if (waker != null) {
                      waker.wake();
                    }
                  }
                }
                List.copyOf(handles).forEach(JoinHandle::abort);
                if (spawned.incrementAndGet() <= 50) {
                  Waiting late = new Waiting(() -> {});
                  waiting.add(late);
                  handles.add(Weft.spawn(late));
                }
              });
      waiting.add(future);
      handles.add(runtime.spawn(future));
    }
    runtime.close();
    assertThat(waiting).hasSize(150).allMatch(future -> future.ends.get() == 1);
    assertThat(handles).hasSize(150).allMatch(JoinHandle::isFinished);
  }

  @ParameterizedTest
  @EnumSource
  void everySpawnThatRacesWithCloseIsResolved(Flavor flavor) throws Exception {
    for (int round = 0; round < 20; round++) {
      WeftRuntime runtime = flavor.create();
      Handle handle = runtime.handle();
      int each = 500;
      CountDownLatch started = new CountDownLatch(3);
      List<JoinHandle<Integer>> handles = Collections.synchronizedList(new ArrayList<>());
      AtomicInteger ends = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Thread thread =
            new Thread(
                () -> {
                  started.countDown();
                  for (int i = 0; i < each; i++) {
                    boolean waits = i % 2 == 0;
                    handles.add(
                        handle.spawn(
                            new Future<>() {
                              @Override
                              public Poll<Integer> poll(Context cx) {
                                if (waits) {
                                  return Poll.pending();
                                }
                                ends.incrementAndGet();
                                return Poll.ready(1);
                              }

                              @Override
                              public void cancel() {
                                ends.incrementAndGet();
                              }
                            }));
                  }
                });
        thread.start();
        threads.add(thread);
      }
      started.await();
      runtime.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(handles).hasSize(3 * each);
      for (JoinHandle<Integer> joined : handles) {
        assertThat(joined.isFinished()).isTrue();
      }
      assertThat(ends).hasValue(3 * each);
      assertThat(runtime.metrics().aliveTasks()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void spawnAfterwardsGivesACancelledTask(Flavor flavor) {
    WeftRuntime runtime = flavor.create();
    runtime.close();
    Waiting future = new Waiting(() -> {});
    JoinHandle<Integer> handle = runtime.spawn(future);
    assertThat(future.ends).hasValue(1);
    assertThatThrownBy(handle::blockingJoin)
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("ended with its runtime");
    JoinHandle<Integer> blocking = runtime.spawnBlocking(() -> 1);
    assertThatThrownBy(blocking::blockingJoin)
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("ended with its runtime");
  }

  @ParameterizedTest
  @EnumSource
  void blockOnAfterwardsLooksOnceAndThenSaysWhatIsWrong(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    runtime.close();
    assertThat(runtime.blockOn(Futures.ready(3))).isEqualTo(3);
    Waiting future = new Waiting(() -> {});
    assertThatThrownBy(() -> runtime.blockOn(future))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shut down while blockOn waited");
    assertThat(future.ends).hasValue(1);
    assertThatThrownBy(() -> runtime.blockOn(SchedulingTest.sleepMillis(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void failureOfAShutdownIsToldFromOthers(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TcpListener listener = runtime.blockOn(TcpListener.bind(any));
    Future<TcpStream> accept = listener.accept();
    Sleep sleep = runtime.blockOn(Futures.lazy(() -> Time.sleep(Duration.ofHours(1))));
    assertThat(accept.poll(Context.of(() -> {})).isPending()).isTrue();
    TcpListener closed = runtime.blockOn(TcpListener.bind(any));
    closed.close();
    assertThatThrownBy(() -> runtime.blockOn(closed.accept()))
        .isInstanceOf(ClosedChannelException.class)
        .matches(failure -> !WeftRuntime.isShutdownFailure(failure));
    runtime.close();
    for (Future<?> late : List.of(accept, sleep, TcpListener.bind(any), new Waiting(() -> {}))) {
      assertThatThrownBy(() -> runtime.blockOn(late)).matches(WeftRuntime::isShutdownFailure);
    }
    assertThatThrownBy(() -> runtime.blockOn(Futures.failed(new IllegalStateException("mine"))))
        .matches(failure -> !WeftRuntime.isShutdownFailure(failure));
  }

  /** There is no time left in which somebody might join, so the failure is reported at once. */
  @ParameterizedTest
  @EnumSource
  void blockingJobThatFailsAfterTheEndIsReportedAndItsJoinerWoken(Flavor flavor) throws Exception {
    List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
    WeftRuntime runtime =
        flavor.builder().onUnhandledFailure((task, failure) -> reported.add(failure)).build();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    IllegalStateException failure = new IllegalStateException("late");
    JoinHandle<Integer> job =
        runtime.spawnBlocking(
            () -> {
              begun.countDown();
              gate.await();
              throw failure;
            });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runtime.shutdownTimeout(Duration.ZERO).isComplete()).isFalse();
    CountDownLatch woken = new CountDownLatch(1);
    Waker joiner = woken::countDown;
    assertThat(job.poll(Context.of(joiner)).isPending()).isTrue();
    // The workers go as soon as they can; then no timer can be made any more.
    assertThatThrownBy(() -> runtime.blockOn(cx -> Poll.<Integer>pending()))
        .matches(WeftRuntime::isShutdownFailure);
    gate.countDown();
    assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reported).containsExactly(failure);
    assertThatThrownBy(() -> job.poll(Context.of(joiner))).isSameAs(failure);
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource
  void blockOnThatIsGoingOnEnds(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    CountDownLatch polled = new CountDownLatch(1);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Waiting future = new Waiting(() -> {});
    Thread thread =
        new Thread(
            () -> {
              try {
                runtime.blockOn(
                    Futures.lazy(
                            () -> {
                              polled.countDown();
                              return 0;
                            })
                        .then(done -> future));
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            });
    thread.start();
    assertThat(polled.await(30, TimeUnit.SECONDS)).isTrue();
    runtime.close();
    thread.join(30_000);
    assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
    assertThat(future.ends).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void closeInATaskIsRefusedAndShutdownBackgroundIsNot(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    JoinHandle<Integer> task =
        runtime.spawn(
            cx -> {
              runtime.close();
              return Poll.ready(1);
            });
    assertThatThrownBy(() -> runtime.blockOn(task))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("close called", "use shutdownBackground()");
    JoinHandle<Integer> last =
        runtime.spawn(
            cx -> {
              runtime.shutdownBackground();
              return Poll.ready(2);
            });
    assertThat(runtime.blockOn(last)).isEqualTo(2);
    runtime.close();
  }

  /**
   * Asks until only one is left: a worker with nothing to do may take longer to leave than one call
   * waits.
   */
  static ShutdownReport shutDownToTheLastOne(WeftRuntime runtime) {
    ShutdownReport report = runtime.shutdownTimeout(Duration.ofMillis(50));
    for (int i = 0; i < 400 && report.stuck().size() > 1; i++) {
      report = runtime.shutdownTimeout(Duration.ofMillis(50));
    }
    return report;
  }

  @ParameterizedTest
  @EnumSource
  void closeInABlockingJobOfTheSameRuntimeIsRefused(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        WeftRuntime other = WeftRuntime.currentThread()) {
      JoinHandle<Void> job = runtime.spawnBlocking(closing(runtime));
      assertThatThrownBy(() -> runtime.blockOn(job))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("close called", "wait for itself", "use shutdownBackground()");
      runtime.blockOn(runtime.spawnBlocking(closing(other))); // another one may be closed there
    }
  }

  private static Callable<Void> closing(WeftRuntime runtime) {
    return () -> {
      runtime.close();
      return null;
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CURRENT_THREAD")
  void closeInAHookOfAThreadIsRefused(Flavor flavor) throws Exception {
    AtomicReference<WeftRuntime> self = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    BlockingQueue<Throwable> refusals = new LinkedBlockingQueue<>();
    Runnable hook =
        () -> {
          try {
            known.await();
            self.get().close();
          } catch (Throwable refusal) {
            refusals.add(refusal);
          }
        };
    WeftRuntime runtime = flavor.builder().onThreadStart(hook).onThreadStop(hook).build();
    self.set(runtime);
    known.countDown();
    assertThat(refusals.poll(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    runtime.close();
    assertThat(refusals)
        .isNotEmpty()
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wait for itself"));
  }

  @ParameterizedTest
  @EnumSource
  void negativeLimitsAreRefused(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      assertThatThrownBy(() -> runtime.shutdownTimeout(Duration.ofMillis(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT-0.001S");
      assertThat(runtime.blockOn(runtime.spawn(Futures.ready(1)))).isEqualTo(1); // it is open
    }
  }

  @ParameterizedTest
  @EnumSource
  void shutdownTimeoutReportsAStuckBlockingJob(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    JoinHandle<Boolean> job =
        runtime
            .handle()
            .spawnBlocking(
                "stuck",
                () -> {
                  running.countDown();
                  return release.await(60, TimeUnit.SECONDS);
                });
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    ShutdownReport report = shutDownToTheLastOne(runtime);
    assertThat(report.isComplete()).isFalse();
    assertThat(report.stuck()).hasSize(1);
    assertThat(report.stuck().get(0).task()).isEqualTo("stuck");
    assertThat(report.toString()).contains("stuck on thread weft-blocking-0").contains("await");
    release.countDown();
    assertThat(job.blockingJoin()).isTrue();
    assertThat(runtime.shutdownTimeout(Duration.ofSeconds(30)).isComplete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void shutdownTimeoutReportsATaskThatDoesNotReturn(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    runtime.spawn(
        "spinner",
        cx -> {
          running.countDown();
          release.await(60, TimeUnit.SECONDS);
          return Poll.done();
        });
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runtime.shutdownTimeout(Duration.ZERO).stuck()).isNotEmpty();
    ShutdownReport report = shutDownToTheLastOne(runtime);
    assertThat(report.stuck()).hasSize(1);
    assertThat(report.stuck().get(0).task()).contains("spinner");
    assertThat(report.stuck().get(0).stack()).isNotEmpty();
    release.countDown();
    runtime.close();
    assertThat(runtime.metrics().aliveTasks()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void threadsAreGoneWhenCloseReturns(Flavor flavor) throws Exception {
    AtomicInteger threads = new AtomicInteger();
    List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
    WeftRuntime runtime =
        flavor
            .builder()
            .onThreadStart(
                () -> {
                  threads.incrementAndGet();
                  seen.add(Thread.currentThread());
                })
            .onThreadStop(threads::decrementAndGet)
            .build();
    runtime.blockOn(runtime.spawnBlocking(() -> 1));
    runtime.close();
    assertThat(threads).hasValue(0);
    assertThat(seen).isNotEmpty();
    for (Thread thread : seen) {
      thread.join(10_000); // it has done all but return from its last method
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThousandStartsAndStopsLeaveNoThread(Flavor flavor) throws Exception {
    List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 300; i++) {
      try (WeftRuntime runtime =
          flavor.builder().onThreadStart(() -> seen.add(Thread.currentThread())).build()) {
        runtime.blockOn(runtime.spawn(SpawnTest.yielding(1)));
      }
    }
    for (Thread thread : seen) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWaitsForWhatCancelledTasksLeaveToBeCleanedUp(Flavor flavor) throws Exception {
    AtomicBoolean cleaned = new AtomicBoolean();
    WeftRuntime runtime = flavor.create();
    JoinHandle<Integer> handle =
        runtime.spawn(
            new Future<>() {
              @Override
              public Poll<Integer> poll(Context cx) {
                return Poll.pending();
              }

              @Override
              public void cancel() {
                weft.internal.context.Current.require("test")
                    .adopt(
                        SchedulingTest.sleepMillis(20)
                            .map(
                                done -> {
                                  cleaned.set(true);
                                  return done;
                                }));
              }
            });
    runtime.blockOn(SpawnTest.yielding(3));
    runtime.close();
    assertThat(cleaned).isTrue();
    assertThat(handle.isFinished()).isTrue();
  }

  @Test
  void interruptedCloseFinishesAndKeepsTheInterrupt() {
    WeftRuntime runtime = Flavor.FOUR_WORKERS.create();
    Thread.currentThread().interrupt();
    runtime.close();
    assertThat(Thread.interrupted()).isTrue();
  }
}
