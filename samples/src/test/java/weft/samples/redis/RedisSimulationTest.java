package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.net.TcpStream;
import weft.samples.redis.protocol.RequestLimits;
import weft.samples.redis.server.ServerOptions;
import weft.samples.redis.server.Service;
import weft.task.JoinHandle;
import weft.testkit.Fault;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.SimulationOptions;
import weft.testkit.Steps;

/** The server as it is, on a simulated host, with faults between it and its clients. */
@Timeout(120)
class RedisSimulationTest {
  private static final int SEEDS = 40;
  private static final int PORT = 6379;

  private static Service start(Simulation simulation) throws Exception {
    SimHost server = simulation.host("server");
    return server.run(
        Service.start(
            new ServerOptions(
                server.address(PORT),
                100,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                1 << 20,
                RequestLimits.DEFAULT)));
  }

  /** Sends {@code text}, and gives the lines of the answer, of which there are {@code count}. */
  private static Future<List<String>> ask(TcpStream stream, String text, int count) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    return stream
        .writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
        .then(
            sent ->
                Steps.loop(
                    round -> {
                      if (lines.size() == count) {
                        return null;
                      }
                      return stream
                          .readExact(one.clear())
                          .map(
                              read -> {
                                char next = (char) one.get(0);
                                if (next == '\n') {
                                  lines.add(line.toString().strip());
                                  line.setLength(0);
                                } else {
                                  line.append(next);
                                }
                                return next;
                              });
                    }))
        .map(done -> lines);
  }

  /** Adds to a counter {@code times} times, three at a time; gives how many were answered. */
  private static Future<Integer> increments(SimHost server, int times) {
    int[] answered = {0};
    return TcpStream.connect(server.address(PORT))
        .then(
            stream ->
                Steps.loop(
                        round ->
                            answered[0] == times
                                ? null
                                : ask(stream, "INCR n\r\n".repeat(3), 3)
                                    .map(
                                        lines -> {
                                          assertThat(lines).allMatch(each -> each.matches(":\\d+"));
                                          answered[0] += 3;
                                          return lines;
                                        }))
                    .whenDone((done, failure) -> stream.close())
                    .onCancel(stream::close))
        .recover(
            failure -> {
              if (failure instanceof IOException) {
                return null;
              }
              throw failure;
            })
        .map(done -> answered[0]);
  }

  private static int count(SimHost client, SimHost server) throws Exception {
    TcpStream stream = client.run(TcpStream.connect(server.address(PORT)));
    List<String> answer = client.run(ask(stream, "INCRBY n 0\r\n", 1));
    stream.close();
    return Integer.parseInt(answer.get(0).substring(1));
  }

  @Test
  void countersOfPipelinedClientsAddUp() {
    System.out.println(
        "simulation | redis | "
            + Simulation.check(
                SEEDS,
                simulation -> {
                  Service service = start(simulation);
                  SimHost server = simulation.host("server");
                  List<JoinHandle<Integer>> clients = new ArrayList<>();
                  for (int i = 0; i < 3; i++) {
                    clients.add(simulation.host("client " + i).spawn(increments(server, 9)));
                  }
                  for (JoinHandle<Integer> client : clients) {
                    assertThat(server.run(client)).isEqualTo(9);
                  }
                  assertThat(count(simulation.host("client 0"), server)).isEqualTo(27);
                  service.stop();
                  server.run(service.ended());
                }));
  }

  @Test
  void resetsLoseAnswersButNoIncrement() {
    int[] cut = {0};
    Simulation.check(
        SEEDS,
        SimulationOptions.DEFAULT.with(Fault.RESETS),
        simulation -> {
          start(simulation);
          SimHost server = simulation.host("server");
          int answered = 0;
          int sent = 0;
          for (int i = 0; i < 4; i++) {
            int got = simulation.host("client").run(increments(server, 9));
            answered += got;
            sent += Math.min(9, got + 3);
            cut[0] += got < 9 ? 1 : 0;
          }
          simulation.runFor(Duration.ofSeconds(10));
          int counted = -1;
          while (counted < 0) {
            try {
              counted = count(simulation.host("client"), server);
            } catch (IOException reset) {
              simulation.runFor(Duration.ofSeconds(1));
            }
          }
          assertThat(counted).isBetween(answered, sent);
        });
    assertThat(cut[0]).isPositive();
  }

  @Test
  void silentPeersAreClosedAfterTheIdleTimeOut() {
    Simulation.check(
        5,
        simulation -> {
          Service service = start(simulation);
          SimHost server = simulation.host("server");
          SimHost client = simulation.host("client");
          TcpStream stream = client.run(TcpStream.connect(server.address(PORT)));
          client.run(ask(stream, "PING\r\n", 1));
          client.crash();
          simulation.runFor(Duration.ofMinutes(10));
          service.stop();
          server.run(service.ended().timeout(Duration.ofSeconds(1)));
        });
  }
}
