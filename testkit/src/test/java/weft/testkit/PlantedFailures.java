package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.time.Time;

/** Tests that fail as a user's would: run by {@link WeftTestFailuresTest}, never by themselves. */
final class PlantedFailures implements FutureTests {
  @WeftTest(timeoutMillis = 5_000) // enough to get to where it hangs
  void hangs() throws Exception {
    JoinHandle<Void> stuck = Weft.spawn("waits for ever", Futures.pending());
    await(stuck);
  }

  @WeftTest
  void leaksATask() {
    Weft.spawn("forgotten", Futures.pending()).cancel();
  }

  @WeftTest(flavor = WeftTest.Flavor.MULTI_THREAD)
  void leaksATaskOnWorkers(WeftRuntime runtime) {
    runtime.spawn("forgotten", Futures.pending()).cancel();
  }

  @WeftTest
  void leaksATimer() throws Exception {
    Future<Void> forgotten = Time.sleep(Duration.ofDays(1));
    await(Futures.pollFn(cx -> forgotten.poll(cx).isPending() ? Poll.done() : Poll.pending()));
  }

  @WeftTest
  void leaksASocket() throws Exception {
    TcpListener listener = await(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
    assertThat(listener.isOpen()).isTrue();
  }

  @WeftTest
  void leaksABuffer() {
    ByteBuf leaked = ByteBufAllocator.DEFAULT.directBuffer(16);
    assertThat(leaked.refCnt()).isEqualTo(1);
  }

  @WeftTest(mayLeak = true)
  void leaksAllThatItMay() {
    Weft.spawn("forgotten", Futures.pending()).cancel();
  }

  @WeftTest(seed = 42)
  void failsWithASeed() {
    throw new IllegalStateException("on purpose");
  }

  @WeftTest(flavor = WeftTest.Flavor.MULTI_THREAD)
  void wantsANetworkOnThreads(SimFabric network) {
    assertThat(network).isNotNull();
  }

  @WeftTest
  void wantsWhatASimulationHasNot(SimFabric network, TestRuntime runtime) {
    assertThat(network).isNotEqualTo(runtime);
  }

  @WeftTest(seeds = 200)
  void findsADeadlock(SimHost host) throws Exception {
    Semaphore first = Semaphore.withPermits(1);
    Semaphore second = Semaphore.withPermits(1);
    JoinHandle<Void> there = host.spawn("there", locks(first, second));
    JoinHandle<Void> back = host.spawn("back", locks(second, first));
    host.run(there);
    host.run(back);
  }

  private static Future<Void> locks(Semaphore outer, Semaphore inner) {
    return outer
        .acquire()
        .then(
            held ->
                Futures.yieldNow()
                    .then(rested -> inner.acquire())
                    .map(
                        both -> {
                          both.close();
                          return (Void) null;
                        })
                    .onCancel(held::close)
                    .whenDone((done, failure) -> held.close()));
  }

  @WeftTest
  void leaksASimulatedSocket(SimFabric network) throws Exception {
    SimHost server = network.host("server");
    server
        .spawn("listens", TcpListener.bind(server.address(7)).then(l -> Futures.pending()))
        .cancel();
    await(Time.sleep(Duration.ofSeconds(1)));
    TcpStream stream = await(TcpStream.connect("server", 7));
    assertThat(stream.isOpen()).isTrue();
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED)
  void leaksASimulatedTask() {
    Weft.spawn("forgotten", Futures.pending()).cancel();
  }

  @WeftTest(flavor = WeftTest.Flavor.SIMULATED, seeds = 1, timeoutMillis = 5_000)
  void hangsInASimulation() throws Exception {
    JoinHandle<Void> spins =
        Weft.spawn(
            "spins",
            Futures.<Void>pollFn(
                cx -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  return Poll.done();
                }));
    await(spins);
  }

  @WeftFutureTest(flavor = WeftTest.Flavor.SIMULATED, seeds = 3)
  Future<Void> futureFailsInASimulation(TestClock clock) {
    return Time.sleep(Duration.ofHours(1))
        .map(
            nothing -> {
              throw new IllegalStateException("after " + clock.elapsed());
            });
  }
}
