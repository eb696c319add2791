package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Timers;
import weft.future.Waker;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/** Who is polled when, on every scheduler. */
@Timeout(60)
class SchedulingTest {

  /** Wakes itself for ever, without asking for the drivers' turn. */
  static Future<Void> selfWaking(AtomicBoolean stop) {
    return cx -> {
      if (stop.get()) {
        return Poll.done();
      }
      cx.waker().wake();
      return Poll.pending();
    };
  }

  /** A timer by the services of whoever polls. */
  static Future<Void> sleepMillis(long millis) {
    return new Future<>() {
      private Timers.Timer timer;

      @Override
      public Poll<Void> poll(Context cx) {
        Timers timers = cx.services().timers();
        if (timer == null) {
          timer = timers.timer(timers.nanoTime() + millis * 1_000_000);
        }
        return timer.pollElapsed(cx.waker()) ? Poll.done() : Poll.pending();
      }

      @Override
      public void cancel() {
        if (timer != null) {
          timer.cancel();
        }
      }
    };
  }

  /** Respawns itself for ever through the LIFO slot. */
  private static Future<Void> respawning(AtomicBoolean stop) {
    return cx -> {
      if (!stop.get()) {
        Weft.spawn(respawning(stop)).cancel();
      }
      return Poll.done();
    };
  }

  @ParameterizedTest
  @EnumSource
  void blockOnPollsOncePerWake(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicInteger polls = new AtomicInteger();
      AtomicInteger items = new AtomicInteger();
      AtomicWaker waker = new AtomicWaker();
      JoinHandle<Void> feeder =
          runtime.spawn(
              new Future<Void>() {
                private int sent;
                private int seen = 1; // polls of the main future that must have come first

                @Override
                public Poll<Void> poll(Context cx) {
                  if (polls.get() == seen) {
                    if (sent == 5) {
                      return Poll.done();
                    }
                    sent++;
                    seen++;
                    items.incrementAndGet();
                    waker.wake();
                  }
                  cx.defer();
                  return Poll.pending();
                }
              });
      runtime.blockOn(
          cx -> {
            waker.register(cx.waker());
            boolean done = items.get() == 5;
            polls.incrementAndGet(); // the feeder goes on from here: this poll has seen all so far
            return done ? Poll.done() : Poll.pending();
          });
      assertThat(polls).hasValue(6);
      runtime.blockOn(feeder);
    }
  }

  @Test
  void currentThreadMakesNoProgressOutsideBlockOn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      AtomicBoolean ran = new AtomicBoolean();
      JoinHandle<Void> task =
          runtime.spawn(
              cx -> {
                ran.set(true);
                return Poll.done();
              });
      assertThat(ran).isFalse();
      assertThat(task.isFinished()).isFalse();
      runtime.blockOn(task);
      assertThat(ran).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void spawnWorksFromEverywhere(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      Handle handle = runtime.handle();
      int sum =
          runtime.blockOn(
              Futures.lazy(() -> Weft.spawn(SpawnTest.yielding(1))) // in blockOn
                  .then(task -> task)
                  .then(one -> Weft.spawn(Futures.lazy(() -> Weft.spawn(SpawnTest.yielding(2)))))
                  .then(task -> task) // in a task
                  .then(
                      two ->
                          Weft.spawnBlocking(
                              () -> { // in a blocking body, and one inside another
                                JoinHandle<Integer> task = Weft.spawn(SpawnTest.yielding(3));
                                JoinHandle<JoinHandle<Integer>> nested =
                                    Weft.spawnBlocking(() -> Weft.spawn(SpawnTest.yielding(4)));
                                return handle.blockOn(task) + handle.blockOn(nested.then(t -> t));
                              })));
      assertThat(sum).isEqualTo(7);
      Thread foreign = new Thread(() -> handle.spawn(SpawnTest.yielding(5)).cancel());
      foreign.start();
      foreign.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesPassThroughAChainOfTasks(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      Oneshot<Integer> first = Oneshot.channel();
      Oneshot<Integer> previous = first;
      for (int i = 0; i < 2_000; i++) {
        Oneshot<Integer> next = Oneshot.channel();
        Oneshot<Integer> from = previous;
        runtime
            .spawn(
                from.receiver()
                    .map(
                        value -> {
                          next.sender().send(value + 1);
                          return value;
                        }))
            .cancel();
        previous = next;
      }
      first.sender().send(0);
      assertThat(runtime.blockOn(previous.receiver())).isEqualTo(2_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockOnAndTasksGetTheirTurnBesideEndlessRespawns(Flavor flavor) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 8; i++) {
        runtime.spawn(respawning(stop)).cancel();
      }
      assertThat(runtime.blockOn(SpawnTest.yielding(5))).isEqualTo(5);
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(5)))).isEqualTo(5);
      stop.set(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void driversAreSeenBesideTasksThatWakeThemselvesForEver(Flavor flavor) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 500; i++) { // more than a ring holds
        runtime.spawn(selfWaking(stop)).cancel();
      }
      runtime.blockOn(runtime.spawn(sleepMillis(5)));
      stop.set(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairsThatWakeEachOtherDoNotStarveOthers(Flavor flavor) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 100; i++) {
        AtomicWaker[] wakers = {new AtomicWaker(), new AtomicWaker()};
        for (int side = 0; side < 2; side++) {
          int me = side;
          runtime
              .spawn(
                  cx -> {
                    wakers[me].register(cx.waker());
                    wakers[1 - me].wake();
                    return stop.get() ? Poll.done() : Poll.pending();
                  })
              .cancel();
        }
      }
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(5)))).isEqualTo(5);
      stop.set(true);
    }
  }

  @Test
  void yieldGoesOnOnlyAfterTheDriversHadTheirTurn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      List<String> order = Collections.synchronizedList(new ArrayList<>());
      runtime.blockOn(
          runtime.spawn(
              Futures.lazy(
                      () ->
                          Weft.spawn(
                              sleepMillis(0)
                                  .map(
                                      done -> {
                                        order.add("timer");
                                        return done;
                                      })))
                  .then(
                      timer ->
                          Weft.yieldNow()
                              .then(done -> Weft.yieldNow())
                              .then(
                                  done -> {
                                    order.add("yielded");
                                    return timer;
                                  }))));
      assertThat(order).containsExactly("timer", "yielded");
    }
  }

  @Test
  void withoutTheLifoSlotTasksRunInTheOrderOfTheirWakes() throws Exception {
    assertThat(orderOfThreeSpawns(false)).containsExactly(1, 2, 3);
    assertThat(orderOfThreeSpawns(true)).containsExactly(3, 1, 2);
  }

  private static List<Integer> orderOfThreeSpawns(boolean lifoSlot) throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).lifoSlot(lifoSlot).build()) {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                for (int i = 1; i <= 3; i++) {
                  int number = i;
                  handles.add(
                      Weft.spawn(
                          inner -> {
                            order.add(number);
                            return Poll.ready(number);
                          }));
                }
                return Poll.done();
              }));
      for (JoinHandle<Integer> handle : handles) {
        runtime.blockOn(handle);
      }
    }
    return order;
  }

  @Test
  void severalThreadsInBlockOnHandTheDriverOn() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      for (int round = 0; round < 20; round++) {
        CyclicBarrier start = new CyclicBarrier(4);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          long millis = 1 + i * 3L;
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      start.await(30, TimeUnit.SECONDS);
                      runtime.blockOn(sleepMillis(millis));
                      runtime.blockOn(runtime.spawn(sleepMillis(millis)));
                    } catch (Throwable failure) {
                      failures.add(failure);
                    }
                  });
          thread.start();
          threads.add(thread);
        }
        for (Thread thread : threads) {
          thread.join(30_000);
          assertThat(thread.isAlive()).isFalse();
        }
        assertThat(failures).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTaskCanComeThroughTheGlobalQueue(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().globalQueueInterval(1).eventInterval(1).build()) {
      AtomicInteger ran = new AtomicInteger();
      List<JoinHandle<Void>> handles = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        handles.add(
            runtime.spawn(
                Futures.yieldNow()
                    .map(
                        done -> {
                          ran.incrementAndGet();
                          return done;
                        })));
      }
      for (JoinHandle<Void> handle : handles) {
        runtime.blockOn(handle);
      }
      assertThat(ran).hasValue(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tasksOfTwoRuntimesWakeEachOther(Flavor flavor) throws Exception {
    try (WeftRuntime one = flavor.create();
        WeftRuntime two = Flavor.FOUR_WORKERS.create()) {
      for (int i = 0; i < 100; i++) {
        Oneshot<Handle> there = Oneshot.channel();
        Oneshot<Handle> back = Oneshot.channel();
        JoinHandle<Handle> first =
            one.spawn(
                Futures.lazy(
                        () -> {
                          there.sender().send(Handle.current());
                          return 0;
                        })
                    .then(sent -> back.receiver()));
        JoinHandle<Boolean> second =
            two.spawn(
                there
                    .receiver()
                    .map(
                        handle -> {
                          back.sender().send(Handle.current());
                          return handle.equals(one.handle());
                        }));
        assertThat(one.blockOn(first)).isEqualTo(two.handle());
        assertThat(two.blockOn(second)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoTasksWokenByTwoThreadsBothRun(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int round = 0; round < 300; round++) {
        List<Oneshot<Integer>> channels = List.of(Oneshot.channel(), Oneshot.channel());
        List<JoinHandle<Integer>> tasks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (Oneshot<Integer> channel : channels) {
          tasks.add(runtime.spawn(channel.receiver()));
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      go.await();
                    } catch (InterruptedException unexpected) {
                      return;
                    }
                    channel.sender().send(1);
                  });
          thread.start();
          threads.add(thread);
        }
        go.countDown();
        for (JoinHandle<Integer> task : tasks) {
          assertThat(runtime.blockOn(task)).isEqualTo(1);
        }
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockOnIsRefusedWhereItWouldBlockTasksAndSaysWhatToDo(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        WeftRuntime other = WeftRuntime.currentThread()) {
      for (WeftRuntime target : List.of(runtime, other)) {
        JoinHandle<Integer> task =
            runtime.spawn(cx -> Poll.ready(target.blockOn(SpawnTest.yielding(1))));
        assertThatThrownBy(() -> runtime.blockOn(task))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("blockOn called")
            .hasMessageContaining("await the future instead");
        assertThatThrownBy(
                () -> runtime.blockOn(cx -> Poll.ready(target.blockOn(SpawnTest.yielding(1)))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("blockOn called")
            .hasMessageContaining("await the future instead");
      }
      assertThat(runtime.blockOn(SpawnTest.yielding(1))).isEqualTo(1); // the scope is restored
    }
  }

  @ParameterizedTest
  @EnumSource
  void handlesFollowTheThreadTheyAreEnteredOn(Flavor flavor) throws Exception {
    assertThat(Handle.tryCurrent()).isNull();
    assertThatThrownBy(Handle::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("enter a Handle first");
    try (WeftRuntime runtime = flavor.create();
        WeftRuntime other = WeftRuntime.currentThread()) {
      Entered outer = runtime.handle().enter();
      assertThat(Handle.current()).isEqualTo(runtime.handle());
      Entered inner = other.handle().enter();
      assertThat(Handle.current()).isEqualTo(other.handle());
      assertThatThrownBy(outer::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("out of order");
      inner.close();
      inner.close();
      assertThat(Handle.current()).isEqualTo(runtime.handle());
      outer.close();
      assertThat(Handle.tryCurrent()).isNull();
      JoinHandle<Handle> inTask = runtime.spawn(cx -> Poll.ready(Handle.current()));
      assertThat(runtime.blockOn(inTask)).isEqualTo(runtime.handle());
      Handle inBlockOn = runtime.blockOn(cx -> Poll.ready(Handle.current()));
      assertThat(inBlockOn).isEqualTo(runtime.handle());
      assertThat(runtime.blockOn(runtime.spawnBlocking(Handle::current)))
          .isEqualTo(runtime.handle());
    }
  }

  @ParameterizedTest
  @EnumSource
  void budgetEndsAPollThatWouldGoOnForEver(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicBoolean otherRan = new AtomicBoolean();
      AtomicInteger units = new AtomicInteger();
      JoinHandle<Void> greedy =
          runtime.spawn(
              cx -> {
                do { // at least once, as the other one may run first
                  if (!cx.proceed()) {
                    return Poll.pending();
                  }
                  units.incrementAndGet();
                } while (!otherRan.get());
                return Poll.done();
              });
      JoinHandle<Void> other =
          runtime.spawn(
              cx -> {
                otherRan.set(true);
                return Poll.done();
              });
      runtime.blockOn(greedy);
      runtime.blockOn(other);
      assertThat(otherRan).isTrue();
      assertThat(units.get()).isPositive();
    }
  }

  @Test
  void budgetIsExactlyOneHundredAndTwentyEight() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      int units =
          runtime.blockOn(
              runtime.spawn(
                  cx -> {
                    int count = 0;
                    while (cx.hasBudget()) {
                      assertThat(cx.proceed()).isTrue();
                      count++;
                    }
                    return Poll.ready(count);
                  }));
      assertThat(units).isEqualTo(128);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakersWorkAfterCompletionAndAfterShutdown(Flavor flavor) throws Exception {
    List<Waker> wakers = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger polls = new AtomicInteger();
    try (WeftRuntime runtime = flavor.create()) {
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                wakers.add(cx.waker());
                return Poll.done();
              }));
      runtime
          .spawn(
              cx -> {
                wakers.add(cx.waker());
                polls.incrementAndGet();
                return Poll.pending();
              })
          .cancel();
      runtime.blockOn(
          cx -> {
            wakers.add(cx.waker());
            return Poll.done();
          });
      wakers.forEach(Waker::wake);
      runtime.blockOn(SpawnTest.yielding(3));
    }
    int before = polls.get();
    for (int i = 0; i < 1_000; i++) {
      wakers.forEach(Waker::wake);
    }
    assertThat(polls).hasValue(before);
  }
}
