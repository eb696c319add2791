package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Io;
import weft.net.SplitStream;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.testkit.Fault;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.SimulationOptions;
import weft.testkit.Steps;

/** Bytes over TCP through a proxy: all of them, in order, and the end after them. */
@Timeout(120)
class TransferSimulationTest {
  private static final int SEEDS = 100;
  private static final int PORT = 7000;

  private static byte[] bytes(Simulation simulation) {
    byte[] bytes = new byte[1 + simulation.random(600)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + i / 256);
    }
    return bytes;
  }

  private interface Serve {
    Future<?> serve(TcpStream stream) throws Exception;
  }

  private static void listen(SimHost host, String name, Serve serve) throws Exception {
    TcpListener listener = host.run(TcpListener.bind(host.address(PORT)));
    host.spawn(
            name,
            Steps.loop(
                    round ->
                        listener
                            .accept()
                            .map(
                                stream -> {
                                  host.spawn(
                                          name + " " + round,
                                          Futures.<Object>defer(
                                                  () -> serve.serve(stream).map(done -> done))
                                              .whenDone((done, failure) -> stream.close())
                                              .onCancel(stream::close))
                                      .cancel();
                                  return round;
                                }))
                .onCancel(listener::close))
        .cancel();
  }

  private static void serveEcho(Simulation simulation) throws Exception {
    listen(
        simulation.host("server"),
        "echo",
        stream -> Io.copy(stream, stream).then(copied -> stream.shutdown()));
  }

  private static void serveProxy(Simulation simulation) throws Exception {
    SimHost server = simulation.host("server");
    listen(
        simulation.host("proxy"),
        "proxy",
        near ->
            TcpStream.connect(server.address(PORT))
                .then(
                    far ->
                        Io.copyBidirectional(near, far, 1 + simulation.random(64))
                            .whenDone((done, failure) -> far.close())
                            .onCancel(far::close)));
  }

  /** Sends all, ends its side, and reads until the other end. */
  private static Future<byte[]> exchange(SimHost target, byte[] bytes) {
    return TcpStream.connect(target.address(PORT))
        .then(
            stream -> {
              SplitStream<TcpStream> halves = stream.split();
              Future<Void> writing =
                  halves
                      .writing()
                      .writeAll(ByteBuffer.wrap(bytes))
                      .then(done -> halves.writing().shutdown());
              Future<byte[]> reading = halves.reading().readToEnd(1 << 20);
              return Futures.tryJoin(writing, reading, (written, read) -> read)
                  .whenDone((done, failure) -> stream.close())
                  .onCancel(stream::close);
            });
  }

  @Test
  void proxiedBytesComeBackWholeAndInOrder() {
    SimulationReports.print(
        "proxy",
        Simulation.check(
            SEEDS,
            simulation -> {
              serveEcho(simulation);
              serveProxy(simulation);
              Crowd crowd = new Crowd(simulation, simulation.host("client"));
              for (int i = 0; i < 3; i++) {
                byte[] bytes = bytes(simulation);
                crowd.add(
                    "client " + i,
                    exchange(simulation.host("proxy"), bytes)
                        .inspect(answer -> assertThat(answer).isEqualTo(bytes)));
                crowd.addMortal("leaves " + i, exchange(simulation.host("proxy"), bytes));
              }
              crowd.join();
            }));
  }

  /** A connection that breaks gives a prefix of what was sent, or nothing. */
  @Test
  void resetsAndCrashesLeavePrefixes() {
    int[] broken = {0};
    SimulationReports.print(
        "proxy, resets and crashes",
        Simulation.check(
            SEEDS,
            SimulationOptions.DEFAULT.with(Fault.RESETS, Fault.REFUSALS, Fault.CLOCK_SKEW),
            simulation -> {
              serveEcho(simulation);
              serveProxy(simulation);
              SimHost server = simulation.host("server");
              simulation.after(Duration.ofMillis(1 + simulation.random(400)), server::crash);
              simulation.after(Duration.ofSeconds(5), server::restart);
              List<Future<?>> clients = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                byte[] bytes = bytes(simulation);
                clients.add(
                    exchange(simulation.host("proxy"), bytes)
                        .map(
                            answer -> {
                              assertThat(answer.length).isLessThanOrEqualTo(bytes.length);
                              for (int at = 0; at < answer.length; at++) {
                                assertThat(answer[at]).isEqualTo(bytes[at]);
                              }
                              return true;
                            })
                        .timeout(Duration.ofHours(1))
                        .recover(
                            failure -> {
                              if (failure instanceof IOException
                                  || failure instanceof TimeoutException) {
                                broken[0]++;
                                return false;
                              }
                              throw failure;
                            }));
              }
              Crowd crowd = new Crowd(simulation, simulation.host("client"));
              clients.forEach(client -> crowd.add("client", client));
              assertThat(crowd.join()).isEqualTo(3);
            }));
    assertThat(broken[0]).isPositive();
  }
}
