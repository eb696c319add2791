package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.task.Task;

/** The rings, the global queue and the chain, each by itself. */
@Timeout(60)
class QueuesTest {
  private static final int CAPACITY = 256;

  private final List<Task<?>> tasks = TestTasks.make(600);
  private final LocalQueue ring = new LocalQueue(CAPACITY);
  private final LocalQueue thief = new LocalQueue(CAPACITY);
  private final WorkerCounters counters = new WorkerCounters();

  private void push(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(ring.push(tasks.get(i))).isEqualTo(LocalQueue.QUEUED);
    }
  }

  private static List<Task<?>> drain(LocalQueue queue) {
    List<Task<?>> all = new ArrayList<>();
    @Nullable Task<?> task;
    while ((task = queue.pop()) != null) {
      all.add(task);
    }
    return all;
  }

  private static List<Task<?>> drain(TaskChain chain) {
    List<Task<?>> all = new ArrayList<>();
    @Nullable Task<?> task;
    while ((task = chain.poll()) != null) {
      all.add(task);
    }
    return all;
  }

  @Test
  void ringIsFirstInFirstOutRoundItsEnd() {
    for (int round = 0; round < 10; round++) {
      push(0, 200);
      assertThat(drain(ring)).isEqualTo(tasks.subList(0, 200));
    }
    assertThat(ring.pop()).isNull();
  }

  @Test
  void ringTakesExactlyItsCapacity() {
    push(0, CAPACITY);
    assertThat(ring.room()).isZero();
    assertThat(ring.push(tasks.get(CAPACITY))).isEqualTo(LocalQueue.FULL);
    assertThat(ring.length()).isEqualTo(CAPACITY);
  }

  @Test
  void overflowKeepsTheOlderHalfInItsOrder() {
    push(0, CAPACITY);
    TaskChain surplus = new TaskChain();
    assertThat(ring.overflow(tasks.get(CAPACITY), surplus)).isTrue();
    assertThat(surplus.size()).isEqualTo(CAPACITY / 2 + 1);
    assertThat(drain(surplus)).isEqualTo(tasks.subList(CAPACITY / 2, CAPACITY + 1));
    assertThat(drain(ring)).isEqualTo(tasks.subList(0, CAPACITY / 2));
  }

  @Test
  void chainFillsTheRingAndKeepsTheRest() {
    push(0, 250);
    TaskChain chain = new TaskChain();
    tasks.subList(250, 300).forEach(chain::add);
    assertThat(ring.pushAll(chain, 3)).isEqualTo(3);
    assertThat(ring.pushAll(chain, 100)).isEqualTo(3);
    assertThat(drain(chain)).isEqualTo(tasks.subList(256, 300));
    assertThat(drain(ring)).isEqualTo(tasks.subList(0, 256));
  }

  @Test
  void thoseThatYieldedFillTheRingAndTheRestOverflows() {
    Task<?>[] yielded = tasks.subList(250, 300).toArray(new Task<?>[64]);
    push(0, 250);
    assertThat(ring.pushAll(yielded, 3)).isEqualTo(3);
    assertThat(ring.pushAll(yielded, 50)).isEqualTo(3);
    assertThat(drain(ring).subList(250, 256))
        .isEqualTo(
            List.of(
                tasks.get(250),
                tasks.get(251),
                tasks.get(252),
                tasks.get(250),
                tasks.get(251),
                tasks.get(252)));
  }

  @Test
  void renewedRingGoesOnAndAFilledOneIsLeftAsItIs() {
    push(0, 10);
    ring.renew();
    assertThat(drain(ring)).isEqualTo(tasks.subList(0, 10));
    ring.renew();
    push(10, CAPACITY);
    ring.renew();
    int half = 10 + (CAPACITY - 10) / 2;
    assertThat(ring.stealInto(thief, counters)).isSameAs(tasks.get(half - 1));
    assertThat(drain(thief)).isEqualTo(tasks.subList(10, half - 1));
    assertThat(drain(ring)).isEqualTo(tasks.subList(half, CAPACITY));
  }

  @Test
  void thiefTakesHalfRoundedUpAndRunsTheLast() {
    push(0, 5);
    assertThat(ring.stealInto(thief, counters)).isSameAs(tasks.get(2));
    assertThat(drain(thief)).isEqualTo(tasks.subList(0, 2));
    assertThat(drain(ring)).isEqualTo(tasks.subList(3, 5));
    assertThat(counters.steals()).isEqualTo(3);
    assertThat(counters.stealOperations()).isEqualTo(1);
  }

  @Test
  void thiefTakesASingleTask() {
    push(0, 1);
    assertThat(ring.stealInto(thief, counters)).isSameAs(tasks.get(0));
    assertThat(thief.isEmpty()).isTrue();
    assertThat(ring.stealInto(thief, counters)).isNull();
  }

  @Test
  void thiefWithMoreThanHalfARingRefuses() {
    push(0, 10);
    for (int i = 100; i < 100 + CAPACITY / 2 + 1; i++) {
      thief.push(tasks.get(i));
    }
    assertThat(ring.stealInto(thief, counters)).isNull();
    thief.pop();
    assertThat(ring.stealInto(thief, counters)).isNotNull();
  }

  @Test
  void pushKeepsOutOfTheSlotsThatAThiefHasNotCopiedYet() {
    LocalQueue small = new LocalQueue(4);
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      assertThat(small.push(tasks.get(i))).isEqualTo(LocalQueue.QUEUED);
    }
    Thread here = Thread.currentThread();
    Preemption.install(
        point -> {
          if (point == PreemptionPoint.AFTER_STEAL_CLAIM && Thread.currentThread() == here) {
            answers.add(small.push(tasks.get(4)));
          }
        });
    Task<?> stolen;
    try {
      stolen = small.stealInto(thief, counters);
    } finally {
      Preemption.install(point -> {});
    }
    assertThat(answers).containsExactly(LocalQueue.BUSY);
    assertThat(stolen).isSameAs(tasks.get(1));
    assertThat(drain(thief)).isEqualTo(tasks.subList(0, 1));
    assertThat(drain(small)).isEqualTo(tasks.subList(2, 4));
  }

  @Test
  void stealsCanBeChained() {
    push(0, CAPACITY);
    LocalQueue third = new LocalQueue(CAPACITY);
    Set<Task<?>> seen = new HashSet<>();
    seen.add(ring.stealInto(thief, counters));
    seen.add(thief.stealInto(third, counters));
    seen.add(ring.stealInto(third, counters));
    seen.addAll(drain(ring));
    seen.addAll(drain(thief));
    seen.addAll(drain(third));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(tasks.subList(0, CAPACITY));
  }

  @Test
  void globalQueueIsFirstInFirstOutAlsoInBatches() {
    GlobalQueue global = new GlobalQueue();
    tasks.subList(0, 10).forEach(task -> assertThat(global.push(task)).isTrue());
    TaskChain chain = new TaskChain();
    tasks.subList(10, 20).forEach(chain::add);
    assertThat(global.pushAll(chain)).isTrue();
    assertThat(global.length()).isEqualTo(20);
    assertThat(global.popBatch(1, 5, ring)).isSameAs(tasks.get(0));
    assertThat(drain(ring)).isEqualTo(tasks.subList(1, 5));
    assertThat(global.popBatch(1, 100, ring)).isSameAs(tasks.get(5));
    assertThat(drain(ring)).isEqualTo(tasks.subList(6, 20));
    assertThat(global.pop()).isNull();
    assertThat(global.isEmpty()).isTrue();
  }

  @Test
  void globalQueueClosesOnlyWhenEmptyAndThenTakesNothing() {
    GlobalQueue global = new GlobalQueue();
    global.push(tasks.get(0));
    assertThat(global.closeIfEmpty()).isFalse();
    global.pop();
    assertThat(global.closeIfEmpty()).isTrue();
    assertThat(global.push(tasks.get(1))).isFalse();
    TaskChain chain = new TaskChain();
    chain.add(tasks.get(2));
    assertThat(global.pushAll(chain)).isFalse();
    assertThat(chain.size()).isEqualTo(1); // still the caller's
    assertThat(global.pop()).isNull();
  }

  @Test
  void ownerAndTwoThievesLoseAndDuplicateNothing() throws Exception {
    for (int round = 0; round < 50; round++) {
      LocalQueue contended = new LocalQueue(4);
      List<Task<?>> all = TestTasks.make(2_000);
      List<Task<?>> surplus = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      List<Stealing> thieves =
          List.of(new Stealing(contended, done), new Stealing(contended, done));
      thieves.forEach(Thread::start);
      List<Task<?>> popped = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        TaskChain chain = new TaskChain();
        int pushed = contended.push(all.get(i));
        if (pushed == LocalQueue.BUSY) {
          surplus.add(all.get(i));
        } else if (pushed == LocalQueue.FULL) {
          if (contended.overflow(all.get(i), chain)) {
            surplus.addAll(drain(chain));
          } else {
            i--;
          }
        }
        if (i % 3 == 0) {
          @Nullable Task<?> task = contended.pop();
          if (task != null) {
            popped.add(task);
          }
        }
      }
      done.countDown();
      for (Stealing thread : thieves) {
        thread.join();
      }
      popped.addAll(drain(contended));
      popped.addAll(surplus);
      thieves.forEach(thread -> popped.addAll(thread.stolen));
      assertThat(popped).hasSize(all.size());
      assertThat(new HashSet<>(popped)).hasSize(all.size());
    }
  }

  private static final class Stealing extends Thread {
    private final LocalQueue victim;
    private final CountDownLatch done;
    final List<Task<?>> stolen = new ArrayList<>();

    Stealing(LocalQueue victim, CountDownLatch done) {
      this.victim = victim;
      this.done = done;
    }

    @Override
    public void run() {
      LocalQueue own = new LocalQueue(4);
      WorkerCounters counters = new WorkerCounters();
      while (done.getCount() > 0) {
        @Nullable Task<?> task = victim.stealInto(own, counters);
        if (task != null) {
          stolen.add(task);
          stolen.addAll(drain(own));
        }
      }
    }
  }
}
