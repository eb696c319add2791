package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Future;
import weft.net.TcpStream;
import weft.samples.redis.protocol.RequestLimits;
import weft.samples.redis.server.Connections;
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
    return start(simulation, Connections.configured());
  }

  private static Service start(Simulation simulation, Connections style) throws Exception {
    SimHost server = simulation.host("server");
    return server.run(
        Service.start(
            new ServerOptions(
                server.address(PORT),
                100,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                1 << 20,
                RequestLimits.DEFAULT),
            style));
  }

  static List<Named<Connections>> styles() {
    return List.of(
        Named.of("by hand", Connections.byHand()), Named.of("straight", Connections.straight()));
  }

  /** Sends {@code text}, and gives the lines of the answer, of which there are {@code count}. */
  private static Future<List<String>> ask(TcpStream stream, String text, int count) {
    return stream
        .writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
        .then(sent -> lines(stream, count));
  }

  /** The next {@code count} lines that come. */
  private static Future<List<String>> lines(TcpStream stream, int count) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    return Steps.loop(
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
            })
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

  @ParameterizedTest
  @MethodSource("styles")
  void anIdleConnectionIsClosedAndOneThatListensIsNot(Connections style) {
    Simulation.check(
        5,
        simulation -> {
          Service service = start(simulation, style);
          SimHost server = simulation.host("server");
          SimHost client = simulation.host("client");
          TcpStream subscriber = client.run(TcpStream.connect(server.address(PORT)));
          assertThat(client.run(ask(subscriber, "SUBSCRIBE a\r\n", 6)))
              .containsExactly("*3", "$9", "subscribe", "$1", "a", ":1");
          TcpStream idle = client.run(TcpStream.connect(server.address(PORT)));
          assertThat(client.run(ask(idle, "PING\r\n", 1))).containsExactly("+PONG");
          assertThat(client.run(idle.readToEnd(100))).isEmpty();
          TcpStream publisher = client.run(TcpStream.connect(server.address(PORT)));
          assertThat(client.run(ask(publisher, "PUBLISH a hi\r\n", 1))).containsExactly(":1");
          assertThat(client.run(lines(subscriber, 7)))
              .containsExactly("*3", "$7", "message", "$1", "a", "$2", "hi");
          service.stop();
          server.run(service.ended());
        });
  }

  @ParameterizedTest
  @MethodSource("styles")
  void everySignOfLifePutsTheIdleLimitOff(Connections style) {
    Simulation.check(
        5,
        simulation -> {
          Service service = start(simulation, style);
          SimHost server = simulation.host("server");
          SimHost client = simulation.host("client");
          TcpStream stream = client.run(TcpStream.connect(server.address(PORT)));
          for (int i = 0; i < 5; i++) {
            assertThat(client.run(ask(stream, "PING\r\n", 1))).containsExactly("+PONG");
            simulation.runFor(Duration.ofMinutes(3));
          }
          assertThat(client.run(stream.readToEnd(100))).as("silent now").isEmpty();
          service.stop();
          server.run(service.ended());
        });
  }
}
