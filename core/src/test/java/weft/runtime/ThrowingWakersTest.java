package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;
import weft.task.JoinHandle;

/** Wakers must not throw. One that does, of a foreign executor, say, hurts no task of ours. */
@Timeout(60)
class ThrowingWakersTest {
  private final AtomicInteger thrown = new AtomicInteger();
  private final Waker throwing =
      () -> {
        thrown.incrementAndGet();
        throw new IllegalStateException("a waker that throws");
      };

  private static void checkAlive(WeftRuntime runtime) throws Exception {
    assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(3)))).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void wakerOfAJoiner(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      CountDownLatch gate = new CountDownLatch(1);
      JoinHandle<Integer> task =
          runtime.spawn(
              cx -> {
                if (gate.getCount() == 0) {
                  return Poll.ready(7);
                }
                cx.waker().wake();
                return Poll.pending();
              });
      assertThat(task.poll(Context.of(throwing)).isPending()).isTrue();
      gate.countDown();
      checkAlive(runtime);
      runtime.blockOn(
          cx -> {
            if (thrown.get()
                > 0) { // not isFinished, which is so a moment before the waker is woken
              return Poll.done();
            }
            cx.waker().wake();
            return Poll.pending();
          });
      checkAlive(runtime);
      assertThat(thrown).hasValue(1);
      assertThat(runtime.blockOn(task)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakerOfAPartThatHasYielded(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> task =
          runtime.spawn(
              new Future<>() {
                private final Future<Void> part = Futures.yieldNow();
                private boolean polled;

                @Override
                public Poll<Integer> poll(Context cx) throws Exception {
                  if (thrown.get() > 0) {
                    return Poll.ready(thrown.get());
                  }
                  if (polled) { // another worker has been faster than the one that wakes the part
                    cx.waker().wake();
                    return Poll.pending();
                  }
                  polled = true;
                  assertThat(part.poll(cx.withWaker(throwing)).isPending()).isTrue();
                  assertThat(Futures.yieldNow().poll(cx).isPending()).isTrue(); // itself as well
                  return Poll.pending();
                }
              });
      assertThat(runtime.blockOn(task)).isEqualTo(1);
      checkAlive(runtime);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakerOfWhoWaitsForAPlace(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().maxTasks(1).build()) {
      CountDownLatch ended = new CountDownLatch(1);
      JoinHandle<Integer> first =
          runtime.spawn(
              new Future<>() {
                @Override
                public Poll<Integer> poll(Context cx) {
                  return Poll.pending();
                }

                @Override
                public void cancel() {
                  ended.countDown();
                }
              });
      Future<JoinHandle<Integer>> next = runtime.handle().spawnWhenPossible(cx -> Poll.ready(2));
      assertThat(next.poll(Context.of(throwing)).isPending()).isTrue();
      first.abort();
      runtime.blockOn(first.outcome());
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(thrown).hasValue(1);
      assertThat(runtime.blockOn(runtime.blockOn(next))).isEqualTo(2);
      checkAlive(runtime);
    }
  }
}
