package weft.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Select;
import weft.future.Waker;
import weft.runtime.WeftRuntime;

/** Task-locals of hand-written futures and tasks; those of bodies are in TaskLocalBodyTest. */
@Timeout(60)
class TaskLocalTest {
  private static final TaskLocal<String> USER = TaskLocal.named("user");
  private static final TaskLocal<Integer> DEPTH = TaskLocal.named("depth");

  /** A future by hand that notes the user at each poll and at its cancellation. */
  private static final class Probe implements Future<String> {
    final List<@Nullable String> seen = new ArrayList<>();
    final int pendings;
    private int polls;

    Probe(int pendings) {
      this.pendings = pendings;
    }

    @Override
    public Poll<String> poll(Context cx) {
      seen.add(USER.tryGet());
      if (polls++ < pendings) {
        cx.defer();
        return Poll.pending();
      }
      return Poll.ready(String.valueOf(USER.tryGet()));
    }

    @Override
    public void cancel() {
      seen.add("cancel " + USER.tryGet());
    }
  }

  @AfterEach
  void nothingStaysOnThisThread() {
    assertThat(TaskLocals.capture()).isSameAs(TaskLocals.none());
  }

  private static Context byHand() {
    return Context.of(Waker.noop());
  }

  @Test
  void valueIsThereWhilePolledAndWhileCancelled() throws Exception {
    Probe probe = new Probe(2);
    Future<String> scoped = USER.scope("ada", probe);
    assertThat(USER.tryGet()).isNull();
    assertThat(scoped.poll(byHand()).isPending()).isTrue();
    assertThat(USER.tryGet()).isNull();
    assertThat(scoped.poll(byHand()).isPending()).isTrue();
    scoped.cancel();
    assertThat(USER.tryGet()).isNull();
    assertThat(probe.seen).containsExactly("ada", "ada", "cancel ada");
  }

  @Test
  void valueIsThereWhenItIsCancelledBeforeItsFirstPoll() {
    Probe probe = new Probe(0);
    USER.scope("ada", probe).cancel();
    assertThat(probe.seen).containsExactly("cancel ada");
  }

  @Test
  void getWithoutAValueNamesTheLocalAndTheRemedy() {
    assertThatThrownBy(USER::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task-local user has no value here")
        .hasMessageContaining("user.scope(value, future)")
        .hasMessageContaining("TaskLocals.capture().scope(future)");
  }

  @Test
  void innerScopeHidesTheOuterOneUntilItEnds() throws Exception {
    List<String> seen = new ArrayList<>();
    Future<Void> inner = DEPTH.scope(2, USER.scope("bob", note(seen)));
    Future<Void> both = note(seen).then(nothing -> inner).then(nothing -> note(seen));
    Future<Void> outer = USER.scope("ada", DEPTH.scope(1, both));
    assertThat(outer.poll(byHand()).isReady()).isTrue();
    assertThat(seen).containsExactly("ada 1", "bob 2", "ada 1");
  }

  private static Future<Void> note(List<String> seen) {
    return Futures.lazy(
        () -> {
          seen.add(USER.get() + " " + DEPTH.get());
          return Poll.done().get();
        });
  }

  @Test
  void valueOutsideIsBackAfterAFailure() throws Exception {
    Future<String> failing =
        Futures.pollFn(
            cx -> {
              throw new java.io.IOException("from " + USER.get());
            });
    Future<String> scoped = USER.scope("bob", failing);
    USER.call(
        "ada",
        () -> {
          assertThatThrownBy(() -> scoped.poll(byHand())).hasMessage("from bob");
          return assertThat(USER.get()).isEqualTo("ada");
        });
    assertThatThrownBy(
            () ->
                USER.call(
                    "ada",
                    () -> {
                      throw new Error("as well");
                    }))
        .hasMessage("as well");
  }

  @Test
  void valueOutsideIsBackAfterACancelThatFails() {
    Future<String> failing = Futures.<String>pending().onCancel(() -> {});
    Future<String> against =
        new Future<>() {
          @Override
          public Poll<String> poll(Context cx) {
            return Poll.pending();
          }

          @Override
          public void cancel() {
            failing.cancel();
            throw new IllegalStateException("against the contract");
          }
        };
    assertThatThrownBy(() -> USER.scope("ada", against).cancel())
        .hasMessage("against the contract");
    assertThatThrownBy(() -> TaskLocals.none().with(USER, "ada").scope(against).cancel())
        .hasMessage("against the contract");
  }

  @Test
  void scopeFollowsWhoPollsIt() throws Exception {
    Future<String> pair =
        DEPTH.scope(
            7,
            Futures.pollFn(
                cx -> {
                  cx.waker().wake();
                  return DEPTH.get() == 7 && "bob".equals(USER.tryGet())
                      ? Poll.ready(USER.get() + DEPTH.get())
                      : Poll.pending();
                }));
    assertThat(pair.poll(byHand()).isPending()).isTrue();
    USER.call("ada", () -> assertThat(pair.poll(byHand()).isPending()).isTrue());
    assertThat(USER.call("bob", () -> pair.poll(byHand()).get())).isEqualTo("bob7");
  }

  @Test
  void branchesOfJoinAndSelectHaveTheirOwnValues() throws Exception {
    Probe first = new Probe(1);
    Probe second = new Probe(3);
    Probe loser = new Probe(5);
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      String joined =
          runtime.blockOn(
              Futures.join(
                  USER.scope("ada", first), USER.scope("bob", second), (a, b) -> a + "+" + b));
      assertThat(joined).isEqualTo("ada+bob");
      String selected =
          runtime.blockOn(
              Futures.selectBiased(
                  Select.on(USER.scope("eve", loser), value -> value),
                  Select.on(USER.scope("dan", new Probe(2)), value -> value + USER.tryGet())));
      assertThat(selected).isEqualTo("dannull");
    }
    assertThat(first.seen).containsOnly("ada");
    assertThat(second.seen).containsOnly("bob");
    assertThat(loser.seen).contains("cancel eve").doesNotContain("dan", null, "cancel null");
  }

  @Test
  void timeoutCancelsInsideTheScope() throws Exception {
    List<String> seen = new ArrayList<>();
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      Future<Void> late =
          Futures.<Void>pending()
              .onCancel(() -> seen.add(USER.get()))
              .timeout(Duration.ofMillis(1));
      assertThatThrownBy(() -> runtime.blockOn(USER.scope("ada", late)))
          .isInstanceOf(TimeoutException.class);
    }
    assertThat(seen).containsExactly("ada");
  }

  @Test
  void abortedTaskIsCancelledInsideTheScope() throws Exception {
    for (boolean current : new boolean[] {true, false}) {
      List<String> seen = new ArrayList<>();
      try (WeftRuntime runtime = runtime(current)) {
        JoinHandle<Void> task =
            runtime.spawn(
                USER.scope(
                    "ada",
                    Futures.<Void>pending().onCancel(() -> seen.add(String.valueOf(USER.get())))));
        runtime.blockOn(Futures.yieldNow());
        task.abort();
        assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(seen).containsExactly("ada");
      }
    }
  }

  @Test
  void shutdownCancelsInsideTheScope() {
    List<String> seen = new ArrayList<>();
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      runtime
          .spawn(USER.scope("ada", Futures.<Void>pending().onCancel(() -> seen.add(USER.get()))))
          .cancel();
    }
    assertThat(seen).containsExactly("ada");
  }

  @Test
  void spawnedTasksDoNotInheritButTakeWhatWasCaptured() throws Exception {
    for (boolean current : new boolean[] {true, false}) {
      try (WeftRuntime runtime = runtime(current)) {
        Future<String> both =
            Futures.lazy(() -> Weft.spawn(new Probe(1)))
                .then(
                    bare ->
                        Futures.join(
                            bare,
                            Weft.spawn(TaskLocals.capture().scope(new Probe(1))),
                            (a, b) -> a + " " + b));
        assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", both)))).isEqualTo("null ada");
        assertThat(runtime.blockOn(USER.scope("ada", bothAgain()))).isEqualTo("null ada");
      }
    }
  }

  private static Future<String> bothAgain() {
    return Futures.lazy(() -> Weft.spawn(new Probe(1)))
        .then(
            bare ->
                Futures.join(
                    bare,
                    Weft.spawn(TaskLocals.capture().scope(new Probe(1))),
                    (a, b) -> a + " " + b));
  }

  @Test
  void tasksThatTakeTurnsOnOneWorkerSeeTheirOwnOnly() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      List<Probe> probes = new ArrayList<>();
      List<JoinHandle<String>> handles = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Probe probe = new Probe(20);
        probes.add(probe);
        handles.add(runtime.spawn(i % 2 == 0 ? USER.scope("user " + i, probe) : probe));
      }
      for (int i = 0; i < 50; i++) {
        String own = i % 2 == 0 ? "user " + i : null;
        assertThat(runtime.blockOn(handles.get(i))).isEqualTo(String.valueOf(own));
        assertThat(probes.get(i).seen).hasSize(21).containsOnly(own);
      }
    }
  }

  @Test
  void blockOnGivesTheCallersValuesToItsFutureAndNotToTasks() throws Exception {
    for (boolean current : new boolean[] {true, false}) {
      try (WeftRuntime runtime = runtime(current)) {
        String seen =
            USER.call(
                "ada",
                () -> {
                  JoinHandle<String> task = runtime.spawn(new Probe(2));
                  String both =
                      runtime.blockOn(Futures.join(new Probe(2), task, (a, b) -> a + " " + b));
                  assertThat(USER.get()).isEqualTo("ada");
                  return both;
                });
        assertThat(seen).isEqualTo("ada null");
      }
    }
  }

  @Test
  void blockingJobsDoNotInheritButTakeWhatWasCaptured() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      Future<String> jobs =
          Futures.lazy(TaskLocals::capture)
              .then(
                  here ->
                      Futures.join(
                          Weft.spawnBlocking(() -> String.valueOf(USER.tryGet())),
                          Weft.spawnBlocking(() -> here.call(USER::get)),
                          (a, b) -> a + " " + b));
      assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", jobs)))).isEqualTo("null ada");
    }
  }

  @Test
  void blockInPlaceKeepsTheValueHereAndFromTheTasksThatGoOnElsewhere() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      Future<String> blocking =
          Futures.lazy(
              () -> {
                JoinHandle<String> other = Weft.spawn(new Probe(3));
                String inPlace = Weft.blockInPlace(() -> USER.get() + " " + runtime.blockOn(other));
                return inPlace + " " + USER.get();
              });
      assertThat(runtime.blockOn(runtime.spawn(USER.scope("ada", blocking))))
          .isEqualTo("ada null ada");
    }
  }

  @Test
  void capturedValuesReplaceThoseAround() throws Exception {
    TaskLocals captured = USER.call("ada", TaskLocals::capture);
    DEPTH.call(
        3,
        () -> {
          assertThat(captured.scope(Futures.lazy(DEPTH::tryGet)).poll(byHand()).get()).isNull();
          assertThat(captured.<String>call(() -> USER.get() + DEPTH.tryGet())).isEqualTo("adanull");
          return assertThat(DEPTH.get()).isEqualTo(3);
        });
  }

  @Test
  void localsAreImmutableAndShowNamesOnly() {
    TaskLocals one = TaskLocals.none().with(USER, "ada");
    TaskLocals two = one.with(DEPTH, 1);
    TaskLocals changed = two.with(USER, "bob");
    assertThat(one.get(USER)).isEqualTo("ada");
    assertThat(one.get(DEPTH)).isNull();
    assertThat(two.get(USER)).isEqualTo("ada");
    assertThat(changed.get(USER)).isEqualTo("bob");
    assertThat(changed.get(DEPTH)).isEqualTo(1);
    assertThat(TaskLocals.none().isEmpty()).isTrue();
    assertThat(one.isEmpty()).isFalse();
    assertThat(changed).hasToString("TaskLocals[user, depth]");
    assertThat(TaskLocal.<String>named("user")).isNotEqualTo(USER);
  }

  @Test
  void exchangeGivesBackWhatWasThere() {
    TaskLocals ada = TaskLocals.none().with(USER, "ada");
    assertThat(TaskLocals.exchange(ada)).isSameAs(TaskLocals.none());
    assertThat(USER.get()).isEqualTo("ada");
    assertThat(TaskLocals.exchange(TaskLocals.none())).isSameAs(ada);
  }

  @Test
  void nullIsRefusedWithTheLocalsName() {
    assertThatThrownBy(() -> USER.scope(nothing(), Futures.pending()).cancel())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("user");
  }

  @SuppressWarnings("NullAway") // what a caller without nullness checks may pass
  private static String nothing() {
    return null;
  }

  private static WeftRuntime runtime(boolean current) {
    return current ? WeftRuntime.currentThread() : WeftRuntime.builder().workerThreads(1).build();
  }
}
