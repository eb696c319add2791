package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.task.JoinHandle;

/** Tasks run, from wherever they are spawned, and give their values back. */
@Timeout(60)
class SpawnTest {

  /** Pending {@code times} times, yielding in between. */
  static Future<Integer> yielding(int times) {
    return new Future<>() {
      private int left = times;

      @Override
      public Poll<Integer> poll(Context cx) {
        if (left-- == 0) {
          return Poll.ready(times);
        }
        cx.defer();
        return Poll.pending();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void spawnedTaskGivesItsValue(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      JoinHandle<Integer> handle = runtime.spawn(yielding(3));
      assertThat(runtime.blockOn(handle)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // callers without a checker
  void nothingIsRefusedByWhoIsGivenIt(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.builder().maxTasks(1).build()) {
      Future<Integer> nothing = null;
      Handle handle = runtime.handle();
      assertThatThrownBy(() -> runtime.spawn(nothing)).hasMessage("future");
      assertThatThrownBy(() -> runtime.blockOn(nothing)).hasMessage("future");
      assertThatThrownBy(() -> handle.spawnWhenPossible(nothing)).hasMessage("future");
      assertThatThrownBy(() -> runtime.spawnBlocking(null)).hasMessage("body");
      assertThat(runtime.metrics().aliveTasks()).isZero();
      assertThat(runtime.blockOn(runtime.spawn(yielding(1)))).isEqualTo(1); // no place is lost
    }
  }

  @ParameterizedTest
  @EnumSource
  void failureKeepsItsIdentity(Flavor flavor) {
    try (WeftRuntime runtime = flavor.create()) {
      IOException failure = new IOException("broken");
      JoinHandle<Integer> handle =
          runtime.spawn(
              cx -> {
                throw failure;
              });
      assertThatThrownBy(() -> runtime.blockOn(handle)).isSameAs(failure);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyTasksFromOutsideAllRun(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicInteger ran = new AtomicInteger();
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        handles.add(runtime.spawn(cx -> Poll.ready(ran.incrementAndGet())));
      }
      for (JoinHandle<Integer> handle : handles) {
        runtime.blockOn(handle);
      }
      assertThat(ran).hasValue(10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyTasksFromATaskAllRun(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicInteger ran = new AtomicInteger();
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                for (int i = 0; i < 10_000; i++) {
                  handles.add(
                      Handle.current()
                          .spawn(
                              inner -> {
                                ran.incrementAndGet();
                                return Poll.ready(1);
                              }));
                }
                return Poll.done();
              }));
      for (JoinHandle<Integer> handle : handles) {
        assertThat(runtime.blockOn(handle)).isEqualTo(1);
      }
      assertThat(ran).hasValue(10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortedTaskIsCancelledBeforeItsHandleSaysSo(Flavor flavor) {
    try (WeftRuntime runtime = flavor.create()) {
      AtomicInteger cancels = new AtomicInteger();
      Future<Integer> never =
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
      JoinHandle<Integer> handle = runtime.spawn(never);
      handle.abort();
      assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(CancellationException.class);
      assertThat(cancels).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeCancelsWhatWaitsAndWhatWasNeverPolled(Flavor flavor) {
    AtomicInteger cancels = new AtomicInteger();
    List<JoinHandle<Integer>> handles = new ArrayList<>();
    try (WeftRuntime runtime = flavor.create()) {
      for (int i = 0; i < 1_000; i++) {
        handles.add(
            runtime.spawn(
                new Future<>() {
                  @Override
                  public Poll<Integer> poll(Context cx) {
                    return Poll.pending();
                  }

                  @Override
                  public void cancel() {
                    cancels.incrementAndGet();
                  }
                }));
      }
    }
    assertThat(cancels).hasValue(1_000);
    assertThat(handles).allMatch(JoinHandle::isFinished);
  }

  @ParameterizedTest
  @EnumSource
  void blockingBodiesRunOnThreadsOfTheirOwn(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      CountDownLatch latch = new CountDownLatch(1);
      JoinHandle<Boolean> waits = runtime.spawnBlocking(() -> latch.await(30, TimeUnit.SECONDS));
      JoinHandle<Integer> releases =
          runtime.spawnBlocking(
              () -> {
                latch.countDown();
                return 1;
              });
      assertThat(runtime.blockOn(releases)).isEqualTo(1);
      assertThat(runtime.blockOn(waits)).isTrue();
    }
  }
}
