package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Futures;
import weft.future.Poll;
import weft.task.JoinHandle;

/** A task that blocks in place hands its worker over, and gets it back or does without. */
@Timeout(60)
class BlockInPlaceTest {

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void otherTasksOfTheWorkerGoOnMeanwhile(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      CountDownLatch released = new CountDownLatch(1);
      JoinHandle<Boolean> blocked =
          runtime.spawn(
              cx -> {
                // In the LIFO slot, where no thief would ever find it.
                Weft.spawn(
                    inner -> {
                      released.countDown();
                      return Poll.done();
                    });
                return Poll.ready(Weft.blockInPlace(() -> released.await(30, TimeUnit.SECONDS)));
              });
      assertThat(runtime.blockOn(blocked)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void yieldedTasksGoOnMeanwhile(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int round = 0; round < 200; round++) {
        CountDownLatch released = new CountDownLatch(1);
        JoinHandle<Void> yields =
            runtime.spawn(
                Weft.yieldNow()
                    .then(done -> Weft.yieldNow())
                    .map(
                        done -> {
                          released.countDown();
                          return done;
                        }));
        JoinHandle<Boolean> blocked =
            runtime.spawn(
                cx -> Poll.ready(Weft.blockInPlace(() -> released.await(30, TimeUnit.SECONDS))));
        assertThat(runtime.blockOn(blocked)).isTrue();
        runtime.blockOn(yields);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void blockOnIsAllowedInsideAndTheTaskGoesOnAfterwards(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      Handle handle = runtime.handle();
      JoinHandle<Integer> task =
          runtime.spawn(
              Futures.lazy(
                      () ->
                          Weft.blockInPlace(
                              () -> handle.blockOn(handle.spawn(SpawnTest.yielding(7)))))
                  .then(n -> Weft.spawn(SpawnTest.yielding(n + 1))));
      assertThat(runtime.blockOn(task)).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void manyBlockAtATimeAndOneAfterTheOther(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch all = new CountDownLatch(10);
        var handles = new java.util.ArrayList<JoinHandle<Boolean>>();
        for (int i = 0; i < 10; i++) {
          handles.add(
              runtime.spawn(
                  cx ->
                      Poll.ready(
                          Weft.blockInPlace(
                              () -> {
                                all.countDown();
                                return all.await(30, TimeUnit.SECONDS);
                              }))));
        }
        for (JoinHandle<Boolean> handle : handles) {
          assertThat(runtime.blockOn(handle)).isTrue();
        }
      }
    }
  }

  /** The sum of this limit and the workers is more than an int holds. */
  @Test
  void otherTasksGoOnWhereBlockingThreadsAreUnlimited() throws Exception {
    try (WeftRuntime runtime =
        WeftRuntime.builder().workerThreads(1).maxBlockingThreads(Integer.MAX_VALUE).build()) {
      CountDownLatch other = new CountDownLatch(1);
      JoinHandle<Boolean> blocking =
          runtime.spawn(
              cx ->
                  Poll.ready(
                      Weft.blockInPlace(
                          () -> {
                            runtime.spawn(
                                cx2 -> {
                                  other.countDown();
                                  return Poll.ready(0);
                                });
                            return other.await(30, TimeUnit.SECONDS);
                          })));
      assertThat(runtime.blockOn(blocking)).isTrue();
    }
  }

  @Test
  void isRefusedInATaskOfACurrentThreadRuntime() {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      JoinHandle<Integer> task = runtime.spawn(cx -> Poll.ready(Weft.blockInPlace(() -> 1)));
      assertThatThrownBy(() -> runtime.blockOn(task))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use spawnBlocking");
      assertThatThrownBy(() -> runtime.blockOn(cx -> Poll.ready(Weft.blockInPlace(() -> 1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use spawnBlocking");
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsDirectlyWhereItBlocksNobody(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Entered entered = runtime.handle().enter()) {
      assertThat(entered).isNotNull();
      assertThat(Weft.<Integer>blockInPlace(() -> 5)).isEqualTo(5);
      assertThat(runtime.blockOn(Weft.spawnBlocking(() -> Weft.<Integer>blockInPlace(() -> 6))))
          .isEqualTo(6);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void closeDoesNotHangWhileATaskBlocks(Flavor flavor) throws Exception {
    WeftRuntime runtime = flavor.create();
    CountDownLatch blocking = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    runtime.spawn(
        "blocker",
        cx ->
            Poll.ready(
                Weft.blockInPlace(
                    () -> {
                      blocking.countDown();
                      return release.await(30, TimeUnit.SECONDS);
                    })));
    assertThat(blocking.await(30, TimeUnit.SECONDS)).isTrue();
    ShutdownReport report = ShutdownTest.shutDownToTheLastOne(runtime);
    assertThat(report.stuck()).hasSize(1);
    assertThat(report.stuck().get(0).task()).contains("blocker");
    assertThat(report.stuck().get(0).stack()).isNotEmpty();
    release.countDown();
    runtime.close();
  }
}
