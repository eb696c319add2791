package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;
import static weft.async.Async.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.task.TaskLocal;
import weft.task.TaskLocals;

/** Task-locals in straight-line bodies, on whatever engine this JVM has. */
@Timeout(60)
class TaskLocalBodyTest {
  private static final TaskLocal<String> USER = TaskLocal.named("user");
  private static final int AWAITS = 5;

  @ParameterizedTest
  @EnumSource
  void bodyHasTheValueAfterEveryAwait(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      List<JoinHandle<List<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(runtime.spawn(USER.scope("user " + i, async(() -> seen(10)))));
      }
      JoinHandle<List<String>> bare = runtime.spawn(async(() -> seen(10)));
      for (int i = 0; i < 20; i++) {
        assertThat(runtime.blockOn(tasks.get(i))).hasSize(10).containsOnly("user " + i);
      }
      assertThat(runtime.blockOn(bare)).hasSize(10).containsOnly("null");
    }
  }

  private static List<String> seen(int awaits) throws Exception {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < awaits; i++) {
      await(Futures.yieldNow());
      seen.add(String.valueOf(USER.tryGet()));
    }
    return seen;
  }

  @ParameterizedTest
  @EnumSource
  void innerBodyTakesTheValueOfTheAwaitAndTheOuterOneKeepsIts(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<String> outer =
          async(
              () -> {
                String same = String.join(",", await(async(() -> seen(2))));
                String other = String.join(",", await(USER.scope("bob", async(() -> seen(2)))));
                return same + " " + other + " " + USER.get();
              });
      assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", outer))))
          .isEqualTo("ada,ada bob,bob ada");
    }
  }

  @ParameterizedTest
  @EnumSource
  void callInABodyKeepsItsValueOverAwaits(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<String> body =
          async(
              () -> {
                String inside = String.join(",", USER.call("bob", () -> seen(3)));
                return inside + " " + USER.tryGet();
              });
      assertThat(runtime.blockOn(runtime.spawn(body))).isEqualTo("bob,bob,bob null");
    }
  }

  @ParameterizedTest
  @EnumSource
  void joinedBodiesHaveTheirOwnValues(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<String> both =
          async(
              () ->
                  await(
                      Futures.join(
                          USER.scope("ada", async(() -> String.join(",", seen(3)))),
                          USER.scope("bob", async(() -> String.join(",", seen(2)))),
                          (a, b) -> a + " " + b)));
      assertThat(runtime.blockOn(runtime.spawn(both))).isEqualTo("ada,ada,ada bob,bob");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatIsAbortedAtAnyAwaitUnwindsWithTheValue(Flavour flavour) throws Exception {
    for (int stop = 0; stop < AWAITS; stop++) {
      try (WeftRuntime runtime = flavour.build()) {
        int stopAt = stop;
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        Oneshot<Boolean> there = Oneshot.channel();
        JoinHandle<Void> task =
            runtime.spawn(USER.scope("ada", async(() -> stopAt(stopAt, there, seen))));
        assertThat(runtime.blockOn(there.receiver())).isTrue();
        runtime.blockOn(runtime.spawn(Futures.yieldNow()));
        task.abort();
        assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(seen).hasSize(stop + 4).containsOnly("ada");
      }
    }
  }

  /** Stops for good at one of its awaits, which is in an inner body now and then. */
  private static void stopAt(int stop, Oneshot<Boolean> there, ConcurrentLinkedQueue<String> seen)
      throws Exception {
    try {
      for (int i = 0; i < AWAITS; i++) {
        if (i == stop) {
          there.sender().send(true);
          await(
              async(
                  () -> {
                    try {
                      await(Futures.pending());
                    } finally {
                      seen.add(String.valueOf(USER.tryGet()));
                    }
                  }));
        } else {
          await(Futures.yieldNow());
        }
        seen.add(String.valueOf(USER.tryGet()));
      }
    } finally {
      seen.add(String.valueOf(USER.tryGet()));
      cleanup(() -> await(Futures.yieldNow()));
      seen.add(String.valueOf(USER.tryGet())); // the task has been cancelled: no scope polls this
      cleanup(() -> await(async(() -> seen.addAll(seen(1)))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nextBodyOnTheSameThreadStartsWithNothing(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", async(() -> USER.get())))))
            .isEqualTo("ada");
        assertThat(runtime.blockOn(runtime.spawn(async(() -> String.valueOf(USER.tryGet())))))
            .isEqualTo("null");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatABodySpawnsTakesWhatWasCaptured(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<String> body =
          async(
              () -> {
                JoinHandle<List<String>> bare = Weft.spawn(async(() -> seen(1)));
                JoinHandle<List<String>> with =
                    Weft.spawn(TaskLocals.capture().scope(async(() -> seen(1))));
                return await(bare).get(0) + " " + await(with).get(0);
              });
      assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", body)))).isEqualTo("null ada");
    }
  }
}
