package weft.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.time.Time;

/** Local sets of hand-written futures; those of bodies are in LocalSetBodyTest. */
@Timeout(60)
class LocalSetTest {

  /** How a set is driven. */
  enum Driven {
    BY_BLOCK_ON_OF_ONE_THREAD,
    BY_A_TASK_OF_ONE_THREAD,
    BY_BLOCK_ON_OF_WORKERS,
    BY_A_TASK_OF_WORKERS;

    WeftRuntime build() {
      return this == BY_BLOCK_ON_OF_ONE_THREAD || this == BY_A_TASK_OF_ONE_THREAD
          ? WeftRuntime.currentThread()
          : WeftRuntime.builder().workerThreads(4).build();
    }

    <T> T run(WeftRuntime runtime, Future<T> future) throws Exception {
      return this == BY_BLOCK_ON_OF_ONE_THREAD || this == BY_BLOCK_ON_OF_WORKERS
          ? runtime.blockOn(future)
          : runtime.blockOn(runtime.spawn(future));
    }
  }

  /** Yields so many times, and changes a plain counter before and after each. */
  private static Future<Integer> counting(int[] plain, int yields) {
    return new Future<>() {
      private int left = yields;
      private int before = -1;

      @Override
      public Poll<Integer> poll(Context cx) {
        plain[0]++;
        before = plain[0];
        Thread.onSpinWait();
        assertThat(plain[0]).isEqualTo(before);
        if (left-- == 0) {
          return Poll.ready(before);
        }
        if (left % 2 == 0) {
          cx.defer();
        } else {
          cx.waker().wake();
        }
        return Poll.pending();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void tasksTakeTurns(Driven driven) throws Exception {
    try (WeftRuntime runtime = driven.build();
        LocalSet set = LocalSet.create()) {
      int[] plain = new int[1];
      List<JoinHandle<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tasks.add(set.spawnLocal(counting(plain, 50)));
      }
      assertThat(set.size()).isEqualTo(200);
      driven.run(runtime, set.runUntil(Futures.join(tasks)));
      assertThat(plain[0]).isEqualTo(200 * 51);
      assertThat(set.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void setAsAFutureIsReadyWhenNoTaskIsLeft(Driven driven) throws Exception {
    try (WeftRuntime runtime = driven.build()) {
      LocalSet set = LocalSet.create();
      int[] plain = new int[1];
      set.spawnLocal(
              Futures.lazy(() -> Weft.spawnLocal(counting(plain, 5)))
                  .then(inner -> inner)
                  .then(value -> counting(plain, 5)))
          .cancel();
      driven.run(runtime, set);
      assertThat(plain[0]).isEqualTo(12);
      driven.run(runtime, LocalSet.create()); // nothing to do
    }
  }

  @ParameterizedTest
  @EnumSource
  void tasksWaitForTimersAndForOtherThreads(Driven driven) throws Exception {
    try (WeftRuntime runtime = driven.build();
        LocalSet set = LocalSet.create()) {
      Oneshot<String> message = Oneshot.channel();
      Thread foreign =
          new Thread(
              () -> {
                set.spawnLocal(
                        Futures.lazy(
                            () -> message.sender().send("from a thread, in " + LocalSet.current())))
                    .cancel();
              });
      JoinHandle<String> slow =
          set.spawnLocal(
              Time.sleep(Duration.ofMillis(2))
                  .then(
                      nothing -> {
                        foreign.start();
                        return message.receiver();
                      }));
      assertThat(driven.run(runtime, set.runUntil(slow))).startsWith("from a thread, in LocalSet[");
      foreign.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesFromOtherThreadsAreNotLost(Driven driven) throws Exception {
    try (WeftRuntime runtime = driven.build();
        LocalSet set = LocalSet.create()) {
      for (int round = 0; round < 300; round++) {
        Oneshot<Integer> ping = Oneshot.channel();
        Oneshot<Integer> pong = Oneshot.channel();
        set.spawnLocal(ping.receiver().map(value -> pong.sender().send(value + 1))).cancel();
        int sent = round;
        JoinHandle<Boolean> job = runtime.spawnBlocking(() -> ping.sender().send(sent));
        assertThat(driven.run(runtime, set.runUntil(pong.receiver()))).isEqualTo(round + 1);
        assertThat(runtime.blockOn(job)).isTrue();
      }
    }
  }

  @Test
  void runUntilThatWakesItselfForEverStillLetsTheTasksRun() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      AtomicBoolean ran = new AtomicBoolean();
      set.spawnLocal(Futures.yieldNow().map(nothing -> ran.getAndSet(true))).cancel();
      runtime.blockOn(
          set.runUntil(
              Futures.pollFn(
                  cx -> {
                    cx.waker().wake();
                    return ran.get() ? Poll.done() : Poll.pending();
                  })));
      assertThat(ran).isTrue();
    }
  }

  @Test
  void setWhoseTasksAlwaysHaveWorkLetsOthersHaveTheirTurn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build();
        LocalSet set = LocalSet.create()) {
      AtomicInteger polls = new AtomicInteger();
      AtomicInteger pollsWhenOtherRan = new AtomicInteger(-1);
      AtomicBoolean stop = new AtomicBoolean();
      for (int i = 0; i < 5; i++) {
        set.spawnLocal(
                Futures.pollFn(
                    cx -> {
                      polls.incrementAndGet();
                      cx.waker().wake();
                      return stop.get() ? Poll.done() : Poll.pending();
                    }))
            .cancel();
      }
      Future<Void> both =
          Futures.lazy(
                  () ->
                      Weft.spawn(
                          Futures.lazy(
                              () -> {
                                pollsWhenOtherRan.set(polls.get());
                                stop.set(true);
                                return Poll.done().get();
                              })))
              .then(other -> set.runUntil(other));
      runtime.blockOn(runtime.spawn(both));
      assertThat(pollsWhenOtherRan.get()).isBetween(0, 2 * LocalTasks.TASKS_PER_TURN);
    }
  }

  @Test
  void eachTaskHasItsOwnBudgetAndRunUntilThatOfItsTask() throws Exception {
    int[] first = new int[1];
    int[] second = new int[1];
    int[] outer = new int[1];
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      JoinHandle<Void> a = set.spawnLocal(spend(first));
      JoinHandle<Void> b = set.spawnLocal(spend(second));
      Future<Void> spendsSomeFirst =
          Futures.pollFn(
              cx -> {
                assertThat(cx.proceed() && cx.proceed()).isTrue();
                return Poll.done();
              });
      Future<Void> until = set.runUntil(spend(outer));
      runtime.blockOn(
          runtime.spawn(
              Futures.<Void>pollFn(
                  cx -> {
                    if (outer[0] == 0) {
                      assertThat(spendsSomeFirst.poll(cx).isReady()).isTrue();
                    }
                    return until.poll(cx);
                  })));
      runtime.blockOn(set.runUntil(Futures.join(a, b, (x, y) -> x)));
    }
    assertThat(first[0]).isEqualTo(ContextControl.DEFAULT_BUDGET);
    assertThat(second[0]).isEqualTo(ContextControl.DEFAULT_BUDGET);
    assertThat(outer[0]).isEqualTo(ContextControl.DEFAULT_BUDGET - 2);
  }

  /** Counts the units of its first poll. */
  private static Future<Void> spend(int[] units) {
    boolean[] done = new boolean[1];
    return Futures.pollFn(
        cx -> {
          while (!done[0] && cx.proceed()) {
            units[0]++;
          }
          return done[0] ? Poll.done() : pendingOnce(done);
        });
  }

  private static Poll<Void> pendingOnce(boolean[] done) {
    done[0] = true; // the budget was spent: it has been deferred
    return Poll.pending();
  }

  @Test
  void handlesGiveValuesAndFailuresWithTheirType() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      IOException thrown = new IOException("broken");
      JoinHandle<String> good = set.spawnLocal("good", Futures.ready("value"));
      JoinHandle<String> bad = set.spawnLocal("bad", Futures.failed(thrown));
      assertThat(runtime.blockOn(set.runUntil(good))).isEqualTo("value");
      assertThatThrownBy(() -> runtime.blockOn(set.runUntil(bad))).isSameAs(thrown);
      assertThat(bad.toString()).contains("'bad'");
    }
  }

  @Test
  void failureThatNobodyJoinsGoesToTheRuntimesHook() throws Exception {
    ConcurrentLinkedQueue<Throwable> reported = new ConcurrentLinkedQueue<>();
    IOException thrown = new IOException("broken");
    try (WeftRuntime runtime =
            WeftRuntime.builder()
                .currentThread()
                .onUnhandledFailure((task, failure) -> reported.add(failure))
                .build();
        LocalSet set = LocalSet.create()) {
      set.spawnLocal(Futures.failed(thrown)).cancel();
      runtime.blockOn(set);
      assertThat(reported).containsExactly(thrown);
      set.spawnLocal(Futures.failed(thrown)).isFinished(); // held, and never joined
      runtime.blockOn(set);
    }
    assertThat(reported).containsExactly(thrown, thrown);
  }

  @Test
  void failureOfAFutureOfRunUntilLeavesTheTasks() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      JoinHandle<String> task = set.spawnLocal(Futures.yieldNow().map(nothing -> "still there"));
      assertThatThrownBy(
              () -> runtime.blockOn(set.runUntil(Futures.failed(new IOException("broken")))))
          .hasMessage("broken");
      assertThat(runtime.blockOn(set.runUntil(task))).isEqualTo("still there");
    }
  }

  @Test
  void cancelledRunUntilLeavesTheTasksForTheNextOne() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      AtomicInteger cancels = new AtomicInteger();
      Oneshot<String> channel = Oneshot.channel();
      JoinHandle<String> task =
          set.spawnLocal(channel.receiver().onCancel(cancels::incrementAndGet));
      assertThatThrownBy(
              () ->
                  runtime.blockOn(
                      set.runUntil(Futures.<Void>pending()).timeout(Duration.ofMillis(1))))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      channel.sender().send("later");
      assertThat(runtime.blockOn(set.runUntil(task))).isEqualTo("later");
      assertThat(cancels).hasValue(0);
    }
  }

  @Test
  void cancelCancelsTasksThatWaitThatAreQueuedAndThatWereWokenFromOutside() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      LocalSet set = LocalSet.create();
      AtomicInteger cancels = new AtomicInteger();
      Oneshot<String> waking = Oneshot.channel();
      JoinHandle<Void> waits = set.spawnLocal(noting(Futures.<Void>pending(), cancels));
      JoinHandle<String> woken = set.spawnLocal(noting(waking.receiver(), cancels));
      Future<Void> once = set.runUntil(Futures.yieldNow());
      runtime.blockOn(once);
      JoinHandle<Void> queued = set.spawnLocal(noting(Futures.<Void>pending(), cancels));
      Thread foreign = new Thread(() -> waking.sender().send("too late"));
      foreign.start();
      foreign.join();
      set.close();
      assertThat(cancels).hasValue(3);
      assertThat(set.size()).isZero();
      for (JoinHandle<?> handle : List.of(waits, woken, queued)) {
        assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(CancellationException.class);
      }
      set.close();
      assertThat(cancels).hasValue(3);
    }
  }

  private static <T> Future<T> noting(Future<T> future, AtomicInteger cancels) {
    return future.onCancel(cancels::incrementAndGet);
  }

  @Test
  void setInAnAbortedTaskIsCancelledThere() throws Exception {
    for (Driven driven :
        new Driven[] {Driven.BY_A_TASK_OF_ONE_THREAD, Driven.BY_A_TASK_OF_WORKERS}) {
      try (WeftRuntime runtime = driven.build()) {
        LocalSet set = LocalSet.create();
        AtomicInteger cancels = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
          set.spawnLocal(noting(Futures.<Void>pending(), cancels)).cancel();
        }
        JoinHandle<Void> task = runtime.spawn(set);
        runtime.blockOn(Futures.yieldNow());
        task.abort();
        assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(cancels).hasValue(10);
        assertThat(set.size()).isZero();
      }
    }
  }

  @Test
  void shutdownCancelsTheTasksOfASet() {
    AtomicInteger cancels = new AtomicInteger();
    LocalSet set = LocalSet.create();
    set.spawnLocal(noting(Futures.<Void>pending(), cancels)).cancel();
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      runtime.spawn(set).cancel();
    }
    assertThat(cancels).hasValue(1);
    assertThat(set.size()).isZero();
  }

  @Test
  void abortFromAnotherThreadCancelsInTheSet() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
        LocalSet set = LocalSet.create()) {
      Thread[] cancelledOn = new Thread[1];
      Thread[] polledOn = new Thread[1];
      JoinHandle<Void> task =
          set.spawnLocal(
              Futures.<Void>pending().onCancel(() -> cancelledOn[0] = Thread.currentThread()));
      Oneshot<Boolean> polled = Oneshot.channel();
      set.spawnLocal(Futures.lazy(() -> polled.sender().send(true))).cancel();
      JoinHandle<Outcome<Void>> driver = runtime.spawn(set.runUntil(task.outcome()));
      runtime.blockOn(polled.receiver());
      task.abort();
      assertThat(runtime.blockOn(driver)).isInstanceOf(Outcome.Cancelled.class);
      polledOn[0] = Thread.currentThread();
      assertThat(cancelledOn[0]).isNotNull().isNotSameAs(polledOn[0]);
      assertThat(cancelledOn[0].getName()).contains("weft-worker");
    }
  }

  @Test
  void outputThatNobodyTakesCountsAsUndeliveredOnce() throws Exception {
    AtomicInteger released = new AtomicInteger();
    ConcurrentLinkedQueue<Object> hook = new ConcurrentLinkedQueue<>();
    Undelivered guard = released::incrementAndGet;
    try (WeftRuntime runtime =
        WeftRuntime.builder().currentThread().onUndelivered(hook::add).build()) {
      LocalSet set = LocalSet.create();
      set.spawnLocal(Futures.ready(guard)).cancel(); // detached
      runtime.blockOn(set);
      assertThat(released).hasValue(1);
      JoinHandle<String> unread = set.spawnLocal(Futures.ready("unread"));
      runtime.blockOn(set);
      unread.cancel();
      assertThat(hook).containsExactly("unread");
      set.spawnLocal(Futures.ready(guard)).cancel(); // never polled: its future is cancelled
      set.close();
      assertThat(released).hasValue(2);
    }
  }

  @Test
  void closedSetCancelsWhatIsSpawned() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      LocalSet set = LocalSet.create();
      set.close();
      AtomicInteger cancels = new AtomicInteger();
      JoinHandle<Void> late = set.spawnLocal(noting(Futures.<Void>pending(), cancels));
      assertThat(cancels).hasValue(1);
      assertThatThrownBy(() -> runtime.blockOn(late)).isInstanceOf(CancellationException.class);
      runtime.blockOn(set); // nothing is left
    }
  }

  @Test
  void joinedFuturesOfOneSetRelieveEachOther() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      Oneshot<String> a = Oneshot.channel();
      Oneshot<String> b = Oneshot.channel();
      set.spawnLocal(Time.sleep(Duration.ofMillis(1)).map(nothing -> a.sender().send("first")))
          .cancel();
      set.spawnLocal(Time.sleep(Duration.ofMillis(3)).map(nothing -> b.sender().send("second")))
          .cancel();
      List<Future<String>> both = List.of(set.runUntil(b.receiver()), set.runUntil(a.receiver()));
      assertThat(runtime.blockOn(Futures.<String>join(both))).containsExactly("second", "first");
    }
  }

  @Test
  void secondPollerIsRefused() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
        LocalSet set = LocalSet.create()) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      JoinHandle<Boolean> first =
          runtime.spawn(
              set.runUntil(
                  Futures.lazy(
                      () -> {
                        inside.countDown();
                        return goOn.await(30, TimeUnit.SECONDS);
                      })));
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> runtime.blockOn(set.runUntil(Futures.yieldNow())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("polls it: it belongs to one task at a time");
      assertThatThrownBy(set::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was closed while");
      goOn.countDown();
      assertThat(runtime.blockOn(first)).isTrue();
    }
  }

  @Test
  void setIsNotPolledInsideItself() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet set = LocalSet.create()) {
      JoinHandle<Void> nested = set.spawnLocal(set.runUntil(Futures.yieldNow()));
      assertThatThrownBy(() -> runtime.blockOn(set.runUntil(nested)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside itself");
      JoinHandle<Void> closing = set.spawnLocal(Futures.lazy(() -> closed(set)));
      assertThatThrownBy(() -> runtime.blockOn(set.runUntil(closing)))
          .hasMessageContaining("closed inside itself");
      JoinHandle<String> other = set.spawnLocal(Futures.ready("fine"));
      assertThat(runtime.blockOn(set.runUntil(other))).isEqualTo("fine");
    }
  }

  private static Void closed(LocalSet set) {
    set.close();
    return Poll.done().get();
  }

  @Test
  void setsNestInOneAnother() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        LocalSet outer = LocalSet.create();
        LocalSet inner = LocalSet.create()) {
      JoinHandle<Boolean> innermost =
          inner.spawnLocal(Futures.yieldNow().map(nothing -> LocalSet.current() == inner));
      JoinHandle<Boolean> middle =
          outer.spawnLocal(
              inner.runUntil(innermost).map(fits -> fits && LocalSet.current() == outer));
      assertThat(runtime.blockOn(outer.runUntil(middle))).isTrue();
    }
  }

  @Test
  void currentOutsideASetSaysWhatToDo() {
    assertThatThrownBy(LocalSet::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no local set here")
        .hasMessageContaining("LocalSet.runUntil");
    assertThat(LocalSet.isCurrent()).isFalse();
  }

  @Test
  void setWorksUnderAnExecutorOfOnesOwn() throws Exception {
    LocalSet set = LocalSet.create();
    JoinHandle<String> task = set.spawnLocal(Futures.yieldNow().map(nothing -> "by hand"));
    ContextControl control = ContextControl.create(Services.none());
    AtomicInteger wakes = new AtomicInteger();
    Waker counting = wakes::incrementAndGet;
    boolean ready = false;
    for (int i = 0; i < 10 && !ready; i++) {
      control.begin(counting, ContextControl.DEFAULT_BUDGET);
      ready = set.poll(control.context()).isReady();
      control.end();
    }
    assertThat(ready).isTrue();
    assertThat(task.poll(Context.of(Waker.noop())).get()).isEqualTo("by hand");
    assertThatThrownBy(() -> set.spawnLocal(Futures.ready(1)).blockingJoin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no runtime has polled");
    set.close();
  }

  @Test
  void handlesAreJoinedFromOtherTasksAndThreads() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
        LocalSet set = LocalSet.create()) {
      JoinHandle<Void> driver = runtime.spawn(set.runUntil(Futures.<Void>pending()));
      JoinHandle<String> first = set.spawnLocal(Futures.yieldNow().map(nothing -> "to a task"));
      assertThat(runtime.blockOn(runtime.spawn(first))).isEqualTo("to a task");
      JoinHandle<String> second = set.spawnLocal(Futures.yieldNow().map(nothing -> "to a thread"));
      assertThat(second.blockingJoin(Duration.ofSeconds(30))).isEqualTo("to a thread");
      JoinHandle<String> third = set.spawnLocal(Futures.failed(new IOException("broken")));
      assertThatThrownBy(third::blockingJoin)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("broken");
      driver.abort();
      runtime.blockOn(driver.outcome());
    }
  }
}
