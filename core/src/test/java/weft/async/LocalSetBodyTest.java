package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;
import static weft.async.Async.cleanup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.scope.LocalSet;
import weft.sync.Mpsc;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.time.Time;

/** Straight-line bodies in a local set take turns, on every engine and every runtime. */
@Timeout(60)
class LocalSetBodyTest {

  @ParameterizedTest
  @EnumSource
  void bodiesNeedNoLocksForWhatTheyShare(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build();
        LocalSet set = LocalSet.create()) {
      Map<Integer, Integer> shared = new HashMap<>();
      int[] inside = new int[1];
      List<JoinHandle<Void>> bodies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        bodies.add(set.spawnLocal(async(() -> touch(shared, inside, 100))));
      }
      runtime.blockOn(runtime.spawn(set.runUntil(Futures.join(bodies))));
      assertThat(shared.values()).hasSize(10).containsOnly(200);
    }
  }

  private static void touch(Map<Integer, Integer> shared, int[] inside, int times)
      throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(inside[0]++).as("bodies inside").isZero();
      shared.merge(i % 10, 1, Integer::sum);
      inside[0]--;
      if (i % 25 == 24) {
        await(Time.sleep(Duration.ofMillis(1)));
      } else {
        await(Futures.yieldNow());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodySpawnsIntoItsSetAndTalksToTheOthers(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build();
        LocalSet set = LocalSet.create()) {
      Mpsc<Integer> channel = Mpsc.bounded(1);
      int sum =
          runtime.blockOn(
              runtime.spawn(
                  set.runUntil(
                      async(
                          () -> {
                            assertThat(LocalSet.current()).isSameAs(set);
                            JoinHandle<Void> producer =
                                Weft.spawnLocal(
                                    async(
                                        () -> {
                                          assertThat(LocalSet.current()).isSameAs(set);
                                          for (int i = 1; i <= 100; i++) {
                                            await(channel.sender().send(i));
                                          }
                                        }));
                            int total = 0;
                            for (int i = 0; i < 100; i++) {
                              total += await(channel.receiver().receive());
                            }
                            await(producer);
                            return total;
                          }))));
      assertThat(sum).isEqualTo(5050);
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortedBodyUnwindsInTheSetAndItsHandleWaitsForIt(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build();
        LocalSet set = LocalSet.create()) {
      List<String> log = new ArrayList<>(); // shared by the bodies of the set
      Outcome<Void> outcome =
          runtime.blockOn(
              runtime.spawn(
                  set.runUntil(
                      async(
                          () -> {
                            JoinHandle<Void> body = Weft.spawnLocal(async(() -> unwinds(log)));
                            await(Futures.yieldNow());
                            await(Futures.yieldNow());
                            log.add("abort");
                            body.abort();
                            Outcome<Void> ended = await(body.outcome());
                            log.add("joined");
                            return ended;
                          }))));
      assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
      assertThat(log).containsExactly("started", "abort", "unwinding", "cleaned up", "joined");
    }
  }

  private static void unwinds(List<String> log) throws Exception {
    log.add("started");
    try {
      await(Futures.pending());
    } finally {
      log.add("unwinding");
      cleanup(
          () -> {
            await(Time.sleep(Duration.ofMillis(1)));
            await(Futures.yieldNow());
          });
      log.add("cleaned up");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodiesOfACancelledSetUnwindAsPartOfItsTask(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      LocalSet set = LocalSet.create();
      List<String> log = new ArrayList<>();
      JoinHandle<Void> first = set.spawnLocal(async(() -> unwinds(log)));
      JoinHandle<Void> second = set.spawnLocal(async(() -> unwinds(log)));
      JoinHandle<Void> never = set.spawnLocal(async(() -> await(Futures.pending())));
      JoinHandle<Void> task = runtime.spawn(set);
      while (log(runtime, set, log) < 2) {
        runtime.blockOn(runtime.spawn(Futures.yieldNow()));
      }
      task.abort();
      assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
      assertThat(log).hasSize(6);
      assertThat(log.subList(4, 6)).containsOnly("cleaned up");
      assertThat(set.size()).isZero();
      for (JoinHandle<Void> body : List.of(first, second, never)) {
        assertThat(runtime.blockOn(body.outcome())).isInstanceOf(Outcome.Cancelled.class);
      }
    }
  }

  /** Reads the log where it may be read: in the set. */
  private static int log(WeftRuntime runtime, LocalSet set, List<String> log) throws Exception {
    return runtime.blockOn(set.spawnLocal(Futures.lazy(log::size)));
  }

  @ParameterizedTest
  @EnumSource
  void setAwaitedInABodyUnwindsBeforeTheBodyEnds(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      LocalSet set = LocalSet.create();
      List<String> log = new ArrayList<>();
      set.spawnLocal(async(() -> unwinds(log))).cancel();
      JoinHandle<Void> task =
          runtime.spawn(
              async(
                  () -> {
                    try {
                      await(set);
                    } finally {
                      log.add("outer");
                    }
                  }));
      while (log(runtime, set, log) < 1) {
        runtime.blockOn(runtime.spawn(Futures.yieldNow()));
      }
      task.abort();
      assertThat(runtime.blockOn(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
      assertThat(log).containsExactly("started", "unwinding", "cleaned up", "outer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shutdownUnwindsTheBodiesOfASet(Flavour flavour) throws Exception {
    LocalSet set = LocalSet.create();
    List<String> log = new ArrayList<>();
    try (WeftRuntime runtime = flavour.build()) {
      set.spawnLocal(async(() -> unwinds(log))).cancel();
      runtime.spawn(set).cancel();
      while (log(runtime, set, log) < 1) {
        runtime.blockOn(runtime.spawn(Futures.yieldNow()));
      }
    }
    assertThat(log).containsExactly("started", "unwinding", "cleaned up");
    assertThat(set.size()).isZero();
  }
}
