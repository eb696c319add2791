package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.sync.Mpsc;
import weft.sync.Oneshot;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.time.Time;

/** The simulator itself: repeats, finds, bounds. */
@Timeout(120)
class SimulationTest {
  private static final int SEEDS = 200;

  /** Tasks that pass tokens around: touches queues, wakes, channels, timers and blocking jobs. */
  static void mixedWork(Simulation simulation) throws Exception {
    SimHost host = simulation.host("one");
    Mpsc<Integer> channel = Mpsc.bounded(2);
    Mpsc.Sender<Integer> into = channel.sender();
    Semaphore permits = Semaphore.withPermits(2);
    List<JoinHandle<?>> senders = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int number = i;
      senders.add(
          host.spawn(
              "sender " + i,
              permits
                  .acquire()
                  .then(
                      permit ->
                          (number < 6
                                  ? Futures.yieldNow()
                                  : Time.sleep(Duration.ofMillis(number % 3)))
                              .then(nothing -> into.send(number))
                              .whenDone((sent, failure) -> permit.close()))));
    }
    Oneshot<Integer> answer = Oneshot.channel();
    JoinHandle<Integer> asker = host.spawn("asker", answer.receiver());
    host.spawn("answerer", Futures.yieldNow().map(nothing -> answer.sender().send(7))).cancel();
    JoinHandle<Integer> job = host.handle().spawnBlocking(() -> 42);
    JoinHandle<Integer> sum = host.spawn("receiver", new Sum(channel.receiver(), 12));
    assertThat(host.run(sum)).isEqualTo(66);
    assertThat(host.run(job)).isEqualTo(42);
    assertThat(host.run(asker)).isEqualTo(7);
    for (JoinHandle<?> sender : senders) {
      host.run(sender);
    }
    host.run(Time.sleep(Duration.ofSeconds(10)));
    assertThat(host.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  private static final class Sum implements Future<Integer> {
    private final Mpsc.Receiver<Integer> receiver;
    private final int count;
    private int seen;
    private int sum;

    Sum(Mpsc.Receiver<Integer> receiver, int count) {
      this.receiver = receiver;
      this.count = count;
    }

    @Override
    public Poll<Integer> poll(weft.future.Context cx) throws Exception {
      while (seen < count) {
        if (!(receiver.pollReceive(cx) instanceof Poll.Ready<Integer> item)) {
          return Poll.pending();
        }
        sum += item.value();
        seen++;
      }
      return Poll.ready(sum);
    }
  }

  @Test
  void correctWorkPasses() {
    SimulationReport report = Simulation.check(SEEDS, SimulationTest::mixedWork);
    System.out.println("mixed work: " + report);
    assertThat(report.seeds()).isPositive();
    assertThat(report.simulated()).isGreaterThan(Duration.ofSeconds(10L * report.seeds()));
  }

  @Test
  void sameSeedSameTraceOtherSeedOther() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      long first = Simulation.replay(seed, SimulationOptions.DEFAULT, SimulationTest::mixedWork);
      long second = Simulation.replay(seed, SimulationOptions.DEFAULT, SimulationTest::mixedWork);
      assertThat(second).isEqualTo(first);
      hashes.add(first);
    }
    assertThat(hashes).hasSize(20);
  }

  @Test
  void deadlockNamesWhoWaits() {
    assertThatThrownBy(
            () ->
                Simulation.check(
                    1,
                    simulation -> {
                      SimHost host = simulation.host("one");
                      host.run(host.spawn("waits for ever", Futures.pending()));
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("deadlock")
        .hasMessageContaining("one: task")
        .hasMessageContaining("'waits for ever'")
        .hasMessageContaining("-Dweft.seed=");
  }

  @Test
  void livelockIsBounded() {
    assertThatThrownBy(
            () ->
                Simulation.check(
                    1,
                    SimulationOptions.DEFAULT.withMaxSteps(2000),
                    simulation -> {
                      SimHost host = simulation.host("one");
                      host.run(
                          host.spawn(
                              "busy",
                              Futures.<Void>pollFn(
                                  cx -> {
                                    cx.waker().wake();
                                    return Poll.pending();
                                  })));
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("livelock: 2000 steps")
        .hasMessageContaining("'busy'");
  }

  @Test
  void failingTaskThatNobodyJoinsFailsTheRun() {
    assertThatThrownBy(
            () ->
                Simulation.check(
                    1,
                    simulation -> {
                      SimHost host = simulation.host("one");
                      host.spawn(
                              Futures.lazy(
                                  () -> {
                                    throw new IllegalStateException("on purpose");
                                  }))
                          .cancel();
                      simulation.runFor(Duration.ofHours(1));
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("on purpose");
  }

  @Test
  void scenarioThatDoesNotRepeatIsFoundOut() {
    int[] runs = {0};
    assertThatThrownBy(
            () ->
                Simulation.check(
                    1,
                    simulation -> {
                      runs[0]++;
                      simulation.random(10);
                      if (runs[0] % 2 == 1) {
                        simulation.random(10);
                      }
                      throw new IllegalStateException("always");
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("did not repeat");
  }

  @Test
  void straightLineBodiesRunInLockStep() {
    Simulation.check(
        30,
        simulation -> {
          SimHost host = simulation.host("one");
          Oneshot<String> channel = Oneshot.channel();
          JoinHandle<String> reader =
              host.spawn(
                  async(
                      () -> {
                        await(Time.sleep(Duration.ofSeconds(1)));
                        return await(channel.receiver());
                      }));
          host.spawn(
                  async(
                      () -> {
                        await(Time.sleep(Duration.ofSeconds(2)));
                        assertThat(channel.sender().send("hello")).isTrue();
                      }))
              .cancel();
          assertThat(host.run(reader)).isEqualTo("hello");
        });
  }

  @Test
  void shrinkingLeavesOnlyWhatTheFailureNeeds() {
    SimulationFailure failure = null;
    try {
      Simulation.check(
          500,
          simulation -> {
            SimHost host = simulation.host("one");
            int[] shared = {0}; // read, and written back after another could have run
            List<JoinHandle<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
              tasks.add(
                  host.spawn(
                      Futures.lazy(
                          () -> {
                            int seen = shared[0];
                            Oneshot.<Integer>channel().sender().send(1); // reaches a named point
                            shared[0] = seen + 1;
                            return 0;
                          })));
            }
            for (JoinHandle<?> task : tasks) {
              host.run(task);
            }
            assertThat(shared[0]).as("count").isEqualTo(2);
          });
    } catch (SimulationFailure thrown) {
      failure = thrown;
    }
    assertThat(failure).isNotNull();
    // Small limits may make room for the preemption; nothing else has a part in it.
    assertThat(failure.faults())
        .contains(Fault.PREEMPTION)
        .isSubsetOf(Fault.PREEMPTION, Fault.SMALL_LIMITS);
    assertThat(failure.trace()).isNotEmpty();
  }

  /** Of many faults among ten clients few are to blame, and the trace says who did what. */
  @Test
  void shrinkingLeavesOutSingleFaults() {
    assertThatThrownBy(
            () ->
                Simulation.check(
                    500,
                    simulation -> {
                      SimHost host = simulation.host("one");
                      int[] shared = {0};
                      List<JoinHandle<?>> clients = new ArrayList<>();
                      for (int i = 0; i < 10; i++) {
                        clients.add(host.spawn("client " + i, Futures.lazy(() -> add(shared))));
                      }
                      for (JoinHandle<?> client : clients) {
                        host.run(client);
                      }
                      assertThat(shared[0]).as("count").isEqualTo(10);
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("polls task")
        .hasMessageContaining("ends task")
        .message()
        .containsPattern("it needs [1-4] of the \\d+ faults that it had");
  }

  private static int add(int[] shared) {
    int seen = shared[0];
    Oneshot.<Integer>channel().sender().send(1); // reaches a named point
    shared[0] = seen + 1;
    return seen;
  }

  /** Two tasks that add under a lock, which is no obstacle where all workers are one thread. */
  private static final class Locking {
    private final ReentrantLock lock = new ReentrantLock();
    private int sum;

    private int add() {
      lock.lock();
      try {
        int seen = sum;
        Oneshot.<Integer>channel().sender().send(1); // reaches a named point
        sum = seen + 1;
        return sum;
      } finally {
        lock.unlock();
      }
    }

    static void twice(Simulation simulation) throws Exception {
      SimHost host = simulation.host("one");
      Locking counter = new Locking();
      JoinHandle<Integer> one = host.spawn(Futures.lazy(counter::add));
      JoinHandle<Integer> two = host.spawn(Futures.lazy(counter::add));
      host.run(one);
      host.run(two);
      assertThat(counter.sum).as("sum").isEqualTo(2);
    }
  }

  @Test
  void codeThatHoldsALockIsLeftAloneIfItIsSaid() {
    assertThatThrownBy(() -> Simulation.check(500, Locking::twice)).hasMessageContaining("sum");
    Simulation.check(500, SimulationOptions.DEFAULT.withAtomic(Locking.class), Locking::twice);
  }

  @Test
  void wokenAgainAndAgainTheScenarioLetsOthersRunAndIsBounded() {
    Simulation.check(
        20,
        simulation -> {
          SimHost host = simulation.host("one");
          JoinHandle<Integer> other = host.spawn(Futures.yieldNow().map(rested -> 1));
          host.run(Steps.loop(round -> other.isFinished() ? null : Futures.yieldNow()));
          assertThat(host.run(other)).isEqualTo(1);
        });
    assertThatThrownBy(
            () ->
                Simulation.check(
                    1,
                    SimulationOptions.DEFAULT.withMaxSteps(2000),
                    simulation ->
                        simulation.host("one").run(Steps.loop(round -> Futures.yieldNow()))))
        .hasMessageContaining("livelock");
  }

  @Test
  void clockOfAHostNeverGoesBack() {
    Simulation.check(
        50,
        SimulationOptions.DEFAULT.with(Fault.CLOCK_SKEW),
        simulation -> {
          SimHost host = simulation.host("one");
          Duration before = host.elapsed();
          for (int i = 0; i < 300; i++) {
            simulation.runFor(Duration.ofNanos(10_000 + simulation.random(10_000)));
            assertThat(host.elapsed()).isGreaterThanOrEqualTo(before);
            before = host.elapsed();
          }
        });
  }

  @Test
  void crashedHostNeedsNoRestart() {
    Simulation.check(
        20,
        simulation -> {
          SimHost host = simulation.host("one");
          host.spawn("stays", Futures.pending()).cancel();
          simulation.runFor(Duration.ofMillis(1));
          host.crash();
        });
  }

  /** Timers fire while other workers are busy. */
  private static void timersBesideBusyTasks(Simulation simulation) throws Exception {
    SimHost host = simulation.host("one");
    List<JoinHandle<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(
          host.spawn("busy " + i, Steps.loop(round -> round < 100 ? Futures.yieldNow() : null)));
      tasks.add(
          host.spawn(
              "sleeper " + i,
              Steps.loop(round -> round < 3 ? Time.sleep(Duration.ofMillis(1)) : null)));
    }
    for (JoinHandle<Void> task : tasks) {
      host.run(task);
    }
  }

  @Test
  void everyNamedPointIsReachedAndPreempted() {
    List<SimulationReport> reports =
        List.of(
            Simulation.check(SEEDS, SimulationTest::mixedWork),
            Simulation.check(50, SimulationTest::timersBesideBusyTasks),
            Simulation.check(50, SimNetworkTest::echoOfOneClient));
    Set<String> points = reports.get(0).pointHits().keySet();
    assertThat(points).hasSizeGreaterThanOrEqualTo(15);
    for (String point : points) {
      long hits = reports.stream().mapToLong(report -> report.pointHits().get(point)).sum();
      long switches = reports.stream().mapToLong(report -> report.pointSwitches().get(point)).sum();
      System.out.println("point | " + point + " | " + hits + " hits, " + switches + " switches");
      assertThat(hits).as("hits of " + point).isPositive();
      assertThat(switches).as("switches at " + point).isPositive();
    }
  }
}
