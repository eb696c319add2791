package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Io;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;
import weft.time.Time;

/** The extension with a simulated network, clock and several virtual workers. */
class SimulatedWeftTestTest implements FutureTests {
  private static final Set<Long> SEEDS = new HashSet<>();
  private static int futuresRun;

  private static Future<Void> echo(SimHost host) {
    return TcpListener.bind(host.address(7))
        .then(
            listener ->
                Steps.loop(
                        round ->
                            listener
                                .accept()
                                .then(
                                    stream ->
                                        Io.copy(stream, stream)
                                            .then(copied -> stream.shutdown())
                                            .whenDone((done, failure) -> stream.close())
                                            .onCancel(stream::close)))
                    .onCancel(listener::close));
  }

  @WeftTest(seeds = 30)
  void networkIsInjectedIntoStraightLineCode(SimFabric network, TestClock clock) throws Exception {
    SimHost server = network.host("server");
    server.spawn("echo", echo(server)).cancel();
    await(Time.sleep(Duration.ofSeconds(1)));
    try (TcpStream stream = await(TcpStream.connect("server", 7))) {
      await(stream.writeAll(ByteBuffer.wrap(new byte[] {1, 2, 3})));
      await(stream.shutdown());
      assertThat(await(stream.readToEnd(10))).containsExactly(1, 2, 3);
    }
    assertThat(clock.elapsed()).isGreaterThan(Duration.ofSeconds(1));
  }

  @WeftTest(seeds = 7, seed = 100)
  void simulationIsDrivenByTheMethod(Simulation simulation, SimHost host) throws Exception {
    SEEDS.add(simulation.seed());
    assertThat(simulation.host("test")).isSameAs(host);
    assertThat(host.run(host.spawn(Futures.ready("here")))).isEqualTo("here");
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED, workers = 6)
  void runtimeHasItsWorkers(WeftRuntime runtime, Handle handle) throws Exception {
    assertThat(runtime.metrics().workerCount()).isEqualTo(6);
    assertThat(runtime.blockOn(handle.spawn(Futures.ready(1)))).isEqualTo(1);
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED)
  void pausedClockMovesWhenAllIsIdleAndExactly(TestClock clock) throws Exception {
    assertThat(clock.isPaused()).isTrue();
    JoinHandle<Integer> job = Weft.spawnBlocking(() -> 42);
    JoinHandle<Void> busy = Weft.spawn(Steps.loop(round -> round < 50 ? Futures.yieldNow() : null));
    JoinHandle<Void> sleeper = Weft.spawn(Time.sleep(Duration.ofHours(1)));
    assertThat(await(job)).isEqualTo(42);
    await(busy);
    assertThat(clock.elapsed()).isZero();
    await(sleeper);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED)
  void advanceGoesFromTimerToTimer(TestClock clock) throws Exception {
    clock.autoAdvance(false);
    StringBuffer log = new StringBuffer();
    JoinHandle<Void> twice =
        Weft.spawn(
            Steps.loop(
                round ->
                    round == 2
                        ? null
                        : Time.sleep(Duration.ofSeconds(2))
                            .map(rested -> log.append(clock.elapsed().toSeconds()).append(' '))));
    await(clock.advance(Duration.ofMillis(1999)));
    assertThat(log).isEmpty();
    await(clock.advance(Duration.ofMillis(1)));
    assertThat(log).hasToString("2 ");
    await(clock.advance(Duration.ofSeconds(10)));
    assertThat(log).hasToString("2 4 ");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(12));
    await(twice);
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED)
  void jumpMakesTimersLate(TestClock clock) throws Exception {
    JoinHandle<Duration> late =
        Weft.spawn(Time.sleep(Duration.ofSeconds(1)).map(rested -> clock.elapsed()));
    await(Futures.yieldNow());
    clock.jump(Duration.ofSeconds(10));
    assertThat(await(late)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED, paused = false)
  void runningClockGoesWithTheSteps(TestClock clock) throws Exception {
    assertThat(clock.isPaused()).isFalse();
    await(Futures.yieldNow());
    assertThat(clock.elapsed()).isPositive().isLessThan(Duration.ofSeconds(1));
  }

  @WeftFutureTest(flavor = WeftTest.Flavor.SIMULATED, seeds = 3)
  Future<Void> futureIsRunForEachSeed(TestClock clock) {
    return Time.sleep(Duration.ofMinutes(1))
        .map(
            nothing -> {
              assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
              futuresRun++;
              return nothing;
            });
  }

  @AfterAll
  static void allWereRun() {
    assertThat(SEEDS).hasSize(7).contains(100L, 106L);
    assertThat(futuresRun).isEqualTo(3);
  }
}
