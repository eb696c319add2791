package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Flowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.StepVerifier;
import weft.runtime.WeftRuntime;
import weft.streams.ReactorScheduler;
import weft.streams.RxJavaScheduler;

@ParameterizedClass
@EnumSource
class SchedulersInteropTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private final RunningRuntime runtime;

  SchedulersInteropTest(RunningRuntime.Kind kind) {
    runtime = RunningRuntime.start(kind);
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
  }

  // ---- The view of the JDK's interface

  @Test
  void jobsRunOnWorkersAndGiveTheirResult() throws Exception {
    ScheduledExecutorService executor = runtime.handle().scheduler();
    assertThat(executor.submit(() -> Thread.currentThread().getName()).get(20, TimeUnit.SECONDS))
        .contains("weft-test");
    assertThatThrownBy(
            () ->
                executor
                    .submit(
                        () -> {
                          throw new IllegalStateException("job");
                        })
                    .get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("job");
  }

  @Test
  void delayedJobRunsNotBeforeItsTime() throws Exception {
    ScheduledExecutorService executor = runtime.handle().scheduler();
    long begin = System.nanoTime();
    ScheduledFuture<Long> job = executor.schedule(System::nanoTime, 30, TimeUnit.MILLISECONDS);
    assertThat(job.get(20, TimeUnit.SECONDS) - begin)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
  }

  @Test
  void periodicJobRunsUntilCancelled() throws Exception {
    ScheduledExecutorService executor = runtime.handle().scheduler();
    CountDownLatch five = new CountDownLatch(5);
    ScheduledFuture<?> rate =
        executor.scheduleAtFixedRate(five::countDown, 0, 1, TimeUnit.MILLISECONDS);
    ScheduledFuture<?> delay =
        executor.scheduleWithFixedDelay(five::countDown, 0, 1, TimeUnit.MILLISECONDS);
    assertThat(five.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(rate.cancel(false)).isTrue();
    assertThat(delay.cancel(false)).isTrue();
    executor.shutdown();
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shuttingTheViewDownLeavesTheRuntimeAlone() throws Exception {
    ScheduledExecutorService executor = runtime.handle().scheduler();
    ScheduledFuture<?> later = executor.schedule(() -> {}, 1, TimeUnit.HOURS);
    executor.shutdown();
    assertThat(later.isCancelled()).isTrue();
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(runtime.handle().scheduler().submit(() -> 1).get(20, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void viewOfAStoppedRuntimeRejects() {
    WeftRuntime other = WeftRuntime.create();
    ScheduledExecutorService executor = other.handle().scheduler();
    other.close();
    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  // ---- Reactor

  /** As Reactor's own schedulers do it: nothing is swallowed, and a period goes on. */
  @Test
  void jobsOfReactorThatThrowAreReported() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Queue<String> reported = new ConcurrentLinkedQueue<>();
    CountDownLatch direct = new CountDownLatch(2);
    CountDownLatch periodic = new CountDownLatch(6);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          reported.add(failure.getMessage());
          (failure.getMessage().equals("periodic") ? periodic : direct).countDown();
        });
    try {
      Scheduler scheduler = ReactorScheduler.of(runtime.handle());
      scheduler.schedule(() -> failing("direct"));
      scheduler.schedule(() -> failing("delayed"), 1, TimeUnit.MILLISECONDS);
      scheduler.schedulePeriodically(() -> failing("periodic"), 0, 1, TimeUnit.MILLISECONDS);
      scheduler
          .createWorker()
          .schedulePeriodically(() -> failing("periodic"), 0, 1, TimeUnit.MILLISECONDS);
      assertThat(direct.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(periodic.await(20, TimeUnit.SECONDS)).isTrue();
      scheduler.dispose();
      assertThat(reported).contains("direct", "delayed", "periodic");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static void failing(String message) {
    throw new IllegalStateException(message);
  }

  @Test
  void hooksOfReactorApplyToJobs() throws Exception {
    CountDownLatch hooked = new CountDownLatch(5);
    reactor.core.scheduler.Schedulers.onScheduleHook(
        "weft-test",
        job -> {
          hooked.countDown();
          return job;
        });
    try {
      Scheduler scheduler = ReactorScheduler.of(runtime.handle());
      Scheduler.Worker worker = scheduler.createWorker();
      scheduler.schedule(() -> {});
      scheduler.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
      worker.schedule(() -> {});
      worker.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
      worker.schedulePeriodically(() -> {}, 0, 1, TimeUnit.MILLISECONDS).dispose();
      assertThat(hooked.await(20, TimeUnit.SECONDS)).isTrue();
      scheduler.dispose();
    } finally {
      reactor.core.scheduler.Schedulers.resetOnScheduleHook("weft-test");
    }
  }

  @Test
  void publishOnOurSchedulerKeepsTheOrder() {
    Scheduler scheduler = ReactorScheduler.of(runtime.handle());
    StepVerifier.create(
            Flux.range(0, 20_000)
                .publishOn(scheduler)
                .doOnNext(i -> assertThat(Thread.currentThread().getName()).contains("weft-test"))
                .publishOn(scheduler)
                .collectList())
        .assertNext(all -> assertThat(all).hasSize(20_000).isSorted())
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void workersOfReactorAreSerialAndFirstInFirstOut() throws Exception {
    Scheduler.Worker worker = ReactorScheduler.of(runtime.handle()).createWorker();
    AtomicInteger running = new AtomicInteger();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch all = new CountDownLatch(1_000);
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      worker.schedule(
          () -> {
            if (running.incrementAndGet() == 1) {
              order.add(number);
            }
            running.decrementAndGet();
            all.countDown();
          });
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(order).hasSize(1_000).isSorted();
    worker.dispose();
    assertThatThrownBy(() -> worker.schedule(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void timedOperatorsOfReactorRunOnOurClock() {
    Scheduler scheduler = ReactorScheduler.of(runtime.handle());
    StepVerifier.create(
            Flux.interval(Duration.ofMillis(1), scheduler)
                .onBackpressureBuffer()
                .take(5)
                .delayElements(Duration.ofMillis(1), scheduler))
        .expectNext(0L, 1L, 2L, 3L, 4L)
        .expectComplete()
        .verify(LONG);
    scheduler.dispose();
    assertThat(scheduler.isDisposed()).isTrue();
  }

  // ---- RxJava

  @Test
  void observeOnOurSchedulerKeepsTheOrder() {
    Flowable.range(0, 20_000)
        .observeOn(RxJavaScheduler.of(runtime.handle()))
        .doOnNext(i -> assertThat(Thread.currentThread().getName()).contains("weft-test"))
        .toList()
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertValue(all -> all.size() == 20_000 && all.get(19_999) == 19_999);
  }

  @Test
  void timedOperatorsOfRxJavaRunOnOurClock() {
    Flowable.interval(1, TimeUnit.MILLISECONDS, RxJavaScheduler.of(runtime.handle()))
        .take(3)
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertValues(0L, 1L, 2L);
  }
}
