package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
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

/** Tasks that yield: each yield is one more poll, whoever else wakes the task meanwhile. */
@Timeout(60)
class YieldTest {

  /** Yields, is woken in the same poll as well, and counts its polls. */
  private static final class YieldsAndIsWoken implements Future<Integer> {
    private final int times;
    private int polls;

    YieldsAndIsWoken(int times) {
      this.times = times;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      if (++polls > times) {
        return Poll.ready(polls);
      }
      cx.waker().wake();
      cx.defer();
      cx.waker().wake();
      return Poll.pending();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWakeInTheSamePollAddsNoPoll(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      assertThat(runtime.blockOn(runtime.spawn(new YieldsAndIsWoken(500)))).isEqualTo(501);
    }
  }

  @Test
  void yieldingTasksTakeTurnsInTheirOrder() throws Exception {
    List<String> order = new ArrayList<>();
    try (WeftRuntime runtime = Flavor.CURRENT_THREAD.create()) {
      JoinHandle<Integer> first = runtime.spawn(noting("a", order));
      JoinHandle<Integer> second = runtime.spawn(noting("b", order));
      runtime.blockOn(first);
      runtime.blockOn(second);
    }
    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
  }

  private static Future<Integer> noting(String name, List<String> order) {
    return new Future<>() {
      private int polls;

      @Override
      public Poll<Integer> poll(Context cx) {
        order.add(name);
        if (++polls == 3) {
          return Poll.ready(polls);
        }
        cx.defer();
        return Poll.pending();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void abortReachesATaskThatYieldsForEver(Flavor flavor) throws Exception {
    AtomicInteger cancels = new AtomicInteger();
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> handle = runtime.spawn(endless(cancels));
      runtime.blockOn(runtime.spawn(SpawnTest.yielding(100)));
      handle.abort();
      assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(CancellationException.class);
      assertThat(cancels).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingCancelsTasksThatYieldForEver(Flavor flavor) throws Exception {
    AtomicInteger cancels = new AtomicInteger();
    List<JoinHandle<Integer>> handles = new ArrayList<>();
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 300; i++) {
        handles.add(runtime.spawn(endless(cancels)));
      }
      runtime.blockOn(runtime.spawn(SpawnTest.yielding(10)));
    }
    assertThat(cancels).hasValue(300);
    assertThat(handles).allMatch(JoinHandle::isFinished);
  }

  private static Future<Integer> endless(AtomicInteger cancels) {
    return new Future<>() {
      @Override
      public Poll<Integer> poll(Context cx) {
        cx.defer();
        return Poll.pending();
      }

      @Override
      public void cancel() {
        cancels.incrementAndGet();
      }
    };
  }

  /** Only the task's own waker may take the short way through the list of yielding tasks. */
  @ParameterizedTest
  @EnumSource
  void theWakerOfASubExecutorIsWokenItself(Flavor flavor) throws Exception {
    AtomicInteger wakes = new AtomicInteger();
    try (WeftRuntime runtime = flavor.create()) {
      runtime.blockOn(
          runtime.spawn(
              new Future<Integer>() {
                private boolean deferred;

                @Override
                public Poll<Integer> poll(Context cx) {
                  if (deferred) {
                    return Poll.ready(1);
                  }
                  deferred = true;
                  Waker task = cx.waker();
                  cx.withWaker(
                          () -> {
                            wakes.incrementAndGet();
                            task.wake();
                          })
                      .defer();
                  return Poll.pending();
                }
              }));
    }
    assertThat(wakes).hasValue(1);
  }

  /**
   * Wakes race with the end of the yielding poll: none is lost, and no poll runs beside another.
   */
  @ParameterizedTest
  @EnumSource
  void wakesFromAnotherThreadRaceWithTheEndOfTheYieldingPoll(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicInteger inPoll = new AtomicInteger();
      List<Waker> shared = new ArrayList<>();
      Future<Integer> target =
          new Future<>() {
            private int left = 50_000;

            @Override
            public Poll<Integer> poll(Context cx) {
              assertThat(inPoll.getAndIncrement()).isZero();
              if (left == 50_000) {
                synchronized (shared) {
                  shared.add(cx.waker());
                }
              }
              cx.defer();
              inPoll.decrementAndGet();
              return left-- > 0 ? Poll.pending() : Poll.ready(7);
            }
          };
      JoinHandle<Integer> handle = runtime.spawn(target);
      Thread waking =
          new Thread(
              () -> {
                while (!handle.isFinished()) {
                  synchronized (shared) {
                    shared.forEach(Waker::wake);
                  }
                }
              });
      waking.start();
      try {
        assertThat(runtime.blockOn(handle)).isEqualTo(7);
      } finally {
        handle.abort();
        waking.join();
      }
    }
  }
}
