package weft.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.await;
import static weft.testkit.WeftAssertions.assertThatFuture;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Io;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.streams.Stream;
import weft.streams.Streams;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.testkit.CancelEverywhere;
import weft.testkit.FutureContract;
import weft.testkit.PollProbe;
import weft.testkit.SimFabric;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.SimulationFailure;
import weft.testkit.Steps;
import weft.testkit.StreamVerifier;
import weft.testkit.TestClock;
import weft.testkit.TestRuntime;
import weft.testkit.WeftTest;
import weft.time.Time;

/** The steps of docs/testing.md, as they are printed there: {@link SnippetsTest} compares them. */
@Timeout(60)
class TutorialTest {

  @Test
  void pollByHand() throws Exception {
    var semaphore = Semaphore.withPermits(0);
    var probe = PollProbe.of(semaphore.acquire());
    probe.assertPending();
    semaphore.addPermits(1);
    assertThat(probe.isWoken()).isTrue();
    probe.assertReady().close();

    assertThatFuture(Futures.ready(42)).isReadyWith(42);
  }

  @Test
  void giveUpAtEachSuspensionPoint() throws Exception {
    CancelEverywhere.check(
        () ->
            new CancelEverywhere.Scenario() {
              final Semaphore semaphore = Semaphore.withPermits(0);

              @Override
              public Future<?> future() {
                return semaphore.acquire().map(permit -> semaphore);
              }

              @Override
              public void afterPoll(int poll) {
                semaphore.addPermits(1);
              }

              @Override
              public void verify(boolean completed) {
                assertThat(semaphore.availablePermits()).isBetween(0, 1);
              }
            });
  }

  @Nested
  class AcquireTest extends FutureContract<Semaphore.Permit> {
    @Override
    protected Subject<Semaphore.Permit> subject() {
      var semaphore = Semaphore.withPermits(0);
      return new Subject<>(semaphore.acquire(), () -> semaphore.addPermits(1));
    }
  }

  @WeftTest
  void beatsOnceAMinute(TestClock clock) throws Exception {
    await(Time.sleep(Duration.ofHours(1))); // takes no time
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
  }

  @WeftTest
  void drivenByHand(TestRuntime test) throws Exception {
    JoinHandle<String> task = test.spawn(Time.sleep(Duration.ofSeconds(5)).map(done -> "rang"));
    test.advance(Duration.ofMillis(4999));
    assertThat(task.isFinished()).isFalse();
    test.advance(Duration.ofMillis(1));
    assertThat(test.run(task)).isEqualTo("rang");
  }

  @Test
  void streamsStepByStep() {
    Stream<String> stream = Streams.fromFuture(Time.sleep(Duration.ofHours(1)).map(d -> "one"));
    StreamVerifier.of(stream)
        .expectNothingFor(Duration.ofMinutes(59))
        .expectNext("one")
        .expectEnd()
        .verify(); // takes no time either
  }

  private static Future<Void> transfer(Semaphore from, Semaphore to) {
    return from.acquire()
        .then(
            outer ->
                Futures.yieldNow()
                    .then(rested -> to.acquire())
                    .map(inner -> closed(inner))
                    .onCancel(outer::close)
                    .whenDone((done, failure) -> outer.close()));
  }

  private static Void closed(Semaphore.Permit permit) {
    permit.close();
    return null;
  }

  @Test
  void interleavings() {
    assertThatThrownBy(
            () -> {
              Simulation.check(
                  1000,
                  simulation -> {
                    SimHost host = simulation.host("one");
                    Semaphore a = Semaphore.withPermits(1);
                    Semaphore b = Semaphore.withPermits(1);
                    var first = host.spawn("first", transfer(a, b));
                    var second = host.spawn("second", transfer(b, a));
                    host.run(first);
                    host.run(second);
                  });
            })
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("deadlock")
        .hasMessageContaining("'first', waiting");
  }

  static Future<Void> echo(SimHost host) {
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

  @WeftTest(seeds = 50)
  void echoes(SimFabric network, TestClock clock) throws Exception {
    SimHost server = network.host("server");
    server.spawn("echo", echo(server)).cancel(); // let it go: the machine goes on serving
    await(clock.advance(Duration.ofSeconds(1)));
    try (TcpStream stream = await(TcpStream.connect("server", 7))) {
      await(stream.writeAll(ByteBuffer.wrap(new byte[] {1, 2, 3})));
      await(stream.shutdown());
      assertThat(await(stream.readToEnd(10))).containsExactly(1, 2, 3);
    }
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED, seeds = 200)
  void onFourWorkers() throws Exception {
    Semaphore one = Semaphore.withPermits(1);
    int[] count = {0};
    JoinHandle<?> left = Weft.spawn("left", one.acquire().map(permit -> add(count, permit)));
    JoinHandle<?> right = Weft.spawn("right", one.acquire().map(permit -> add(count, permit)));
    await(left);
    await(right);
    assertThat(count[0]).isEqualTo(2);
  }

  private static int add(int[] count, Semaphore.Permit permit) {
    try (permit) {
      int seen = count[0];
      Simulation.mayPreempt(); // a window of our own
      count[0] = seen + 1;
      return seen;
    }
  }
}
