package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;
import weft.task.JoinHandle;

/**
 * The multi-thread scheduler, one step of one worker at a time in thousands of orders: with rings
 * of four slots, so that they overflow, are stolen from and refilled all the time.
 */
@Timeout(120)
class VirtualWorkersTest {
  private static final int SEEDS = 300;

  /** Counts what happens to a task. */
  private static final class Fate {
    int ends;
    int cancels;
  }

  /** Spawns children, yields and wakes itself some times; counts its end. */
  private static final class Tree implements Future<Integer> {
    private final VirtualRuntime runtime;
    private final List<Fate> fates;
    private final Fate fate = new Fate();
    private int children;
    private int yields = 2;
    private int selfWakes = 2;

    Tree(VirtualRuntime runtime, int children, List<Fate> fates) {
      this.runtime = runtime;
      this.children = children;
      this.fates = fates;
      fates.add(fate);
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      if (children > 0) {
        children--;
        runtime.scheduler.spawn(null, new Tree(runtime, children, fates)).cancel();
      }
      if (yields-- > 0) {
        cx.defer();
        return Poll.pending();
      }
      if (children > 0 || selfWakes-- > 0) {
        cx.waker().wake();
        return Poll.pending();
      }
      fate.ends++;
      return Poll.ready(1);
    }

    @Override
    public void cancel() {
      fate.cancels++;
    }
  }

  @Test
  void everyTaskOfATreeEndsOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      VirtualRuntime runtime = VirtualRuntime.of(seed, 1 + (int) (seed % 4));
      List<Fate> fates = new ArrayList<>();
      runtime.scheduler.spawn(null, new Tree(runtime, 6, fates)).cancel();
      runtime.runUntil(() -> runtime.scheduler.aliveTasks() == 0);
      assertThat(fates).hasSize(64).allMatch(fate -> fate.ends == 1 && fate.cancels == 0);
      assertThat(runtime.scheduler.globalQueueDepth()).isZero();
    }
  }

  @Test
  void shutdownAtAnyStepEndsEveryTaskOnce() {
    for (int at = 0; at < SEEDS; at++) {
      VirtualRuntime runtime = VirtualRuntime.of(at, 1 + at % 4);
      List<Fate> fates = new ArrayList<>();
      List<JoinHandle<?>> handles = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        handles.add(runtime.scheduler.spawn(null, new Tree(runtime, 5, fates)));
      }
      for (int i = 0; i < at; i++) {
        runtime.step();
      }
      runtime.scheduler.beginShutdown();
      handles.add(runtime.scheduler.spawn(null, new Tree(runtime, 5, fates)));
      runtime.runUntil(runtime::allLeft);
      handles.add(runtime.scheduler.spawn(null, new Tree(runtime, 5, fates)));
      assertThat(fates).allMatch(fate -> fate.ends + fate.cancels == 1);
      assertThat(handles).allMatch(JoinHandle::isFinished);
      assertThat(runtime.scheduler.aliveTasks()).isZero();
    }
  }

  /** A ring of tasks that pass a token on; each waits for it in turn. */
  @Test
  void tokenGoesRoundWithoutALostWake() {
    for (long seed = 0; seed < SEEDS; seed++) {
      VirtualRuntime runtime = VirtualRuntime.of(seed, 1 + (int) (seed % 4));
      int size = 10;
      AtomicWaker[] wakers = new AtomicWaker[size];
      for (int i = 0; i < size; i++) {
        wakers[i] = new AtomicWaker();
      }
      AtomicInteger token = new AtomicInteger();
      for (int i = 0; i < size; i++) {
        int me = i;
        runtime
            .scheduler
            .spawn(
                null,
                cx -> {
                  while (true) {
                    wakers[me].register(cx.waker());
                    int now = token.get();
                    if (now >= 200) {
                      wakers[(me + 1) % size].wake();
                      return Poll.done();
                    }
                    if (now % size != me) {
                      return Poll.pending();
                    }
                    token.set(now + 1);
                    wakers[(me + 1) % size].wake();
                  }
                })
            .cancel();
      }
      runtime.runUntil(() -> runtime.scheduler.aliveTasks() == 0);
      assertThat(token).hasValue(200);
    }
  }

  @Test
  void timersFireWhoeverDrives() {
    for (long seed = 0; seed < SEEDS; seed++) {
      VirtualRuntime runtime = VirtualRuntime.of(seed, 1 + (int) (seed % 4));
      AtomicInteger fired = new AtomicInteger();
      for (int i = 0; i < 20; i++) {
        int millis = runtime.nextInt(3_000); // past the point where the clock wraps
        runtime
            .scheduler
            .spawn(
                null,
                new Future<Void>() {
                  private Timers.Timer timer;

                  @Override
                  public Poll<Void> poll(Context cx) {
                    Timers timers = cx.services().timers();
                    if (timer == null) {
                      timer = timers.timer(timers.nanoTime() + millis * 1_000_000L);
                    }
                    if (timer.pollElapsed(cx.waker())) {
                      fired.incrementAndGet();
                      return Poll.done();
                    }
                    return Poll.pending();
                  }
                })
            .cancel();
      }
      runtime.runUntil(() -> runtime.scheduler.aliveTasks() == 0);
      assertThat(fired).hasValue(20);
    }
  }

  @Test
  void cleanUpRunsToItsEndDuringShutdown() {
    for (int at = 0; at < 60; at++) {
      VirtualRuntime runtime = VirtualRuntime.of(at, 1 + at % 3);
      AtomicInteger cleaned = new AtomicInteger();
      for (int i = 0; i < 5; i++) {
        runtime
            .scheduler
            .spawn(
                null,
                new Future<Void>() {
                  @Override
                  public Poll<Void> poll(Context cx) {
                    return Poll.pending();
                  }

                  @Override
                  public void cancel() {
                    runtime.scheduler.adopt(new Sleeping(cleaned));
                  }
                })
            .cancel();
      }
      for (int i = 0; i < at; i++) {
        runtime.step();
      }
      runtime.scheduler.beginShutdown();
      runtime.runUntil(runtime::allLeft);
      assertThat(cleaned).hasValue(5);
    }
  }

  private static final class Sleeping implements Future<Void> {
    private final AtomicInteger cleaned;
    private Timers.Timer timer;

    Sleeping(AtomicInteger cleaned) {
      this.cleaned = cleaned;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      Timers timers = cx.services().timers();
      if (timer == null) {
        timer = timers.timer(timers.nanoTime() + 5_000_000L);
      }
      if (!timer.pollElapsed(cx.waker())) {
        return Poll.pending();
      }
      cleaned.incrementAndGet();
      return Poll.done();
    }
  }

  @Test
  void sameSeedGivesTheSameRun() {
    assertThat(trace(42)).isEqualTo(trace(42)).isNotEqualTo(trace(43));
  }

  private static List<Long> trace(long seed) {
    VirtualRuntime runtime = VirtualRuntime.of(seed, 4);
    runtime.scheduler.spawn(null, new Tree(runtime, 6, new ArrayList<>())).cancel();
    runtime.runUntil(() -> runtime.scheduler.aliveTasks() == 0);
    List<Long> trace = new ArrayList<>();
    for (Worker worker : runtime.scheduler.workers()) {
      trace.add(worker.metrics().polls());
      trace.add(worker.metrics().steals());
      trace.add(worker.metrics().parks());
      trace.add(worker.metrics().overflows());
    }
    return trace;
  }
}
