package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.io.Io;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.net.UdpSocket;
import weft.task.JoinHandle;
import weft.time.Time;

/** The real {@code weft.net} over the simulated network. */
@Timeout(120)
class SimNetworkTest {
  private static final int SEEDS = 100;
  private static final int PORT = 7;
  private static final SimulationOptions CALM = SimulationOptions.DEFAULT.withFaults(Set.of());

  /** Echoes each connection until its end. */
  static Future<Void> echoServer(SimHost host) {
    return TcpListener.bind(host.address(PORT))
        .then(
            listener ->
                Steps.loop(
                        round ->
                            listener
                                .accept()
                                .map(
                                    stream -> {
                                      host.spawn("echo " + round, echo(stream)).cancel();
                                      return stream;
                                    }))
                    .whenDone((nothing, failure) -> listener.close())
                    .onCancel(listener::close));
  }

  /** A host whose echo server has begun to listen. */
  private static SimHost echoing(Simulation simulation) {
    SimHost server = simulation.host("server");
    server.spawn("server", echoServer(server)).cancel();
    simulation.runFor(Duration.ofMillis(1));
    return server;
  }

  /** Two hosts and both ends of a connection between them. */
  private record Connection(SimHost server, SimHost client, TcpStream stream, TcpStream accepted) {
    static Connection open(Simulation simulation) throws Exception {
      SimHost server = simulation.host("server");
      SimHost client = simulation.host("client");
      TcpListener listener = server.run(TcpListener.bind(server.address(PORT)));
      JoinHandle<TcpStream> accepted = server.spawn(listener.accept());
      TcpStream stream = client.run(TcpStream.connect(server.address(PORT)));
      return new Connection(server, client, stream, server.run(accepted));
    }
  }

  private static Future<Void> echo(TcpStream stream) {
    return Io.copy(stream, stream)
        .then(count -> stream.shutdown())
        .whenDone((nothing, failure) -> stream.close())
        .onCancel(stream::close);
  }

  /** Sends all of {@code text}, ends, and gives what comes back. */
  static Future<String> ask(String server, String text) {
    return TcpStream.connect(server, PORT)
        .then(
            stream ->
                weft.future.Futures.join(
                        stream
                            .writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                            .then(nothing -> stream.shutdown()),
                        stream.readToEnd(1 << 20),
                        (sent, bytes) -> new String(bytes, StandardCharsets.UTF_8))
                    .whenDone((answer, failure) -> stream.close())
                    .onCancel(stream::close));
  }

  static void echoOfOneClient(Simulation simulation) throws Exception {
    echoing(simulation);
    SimHost client = simulation.host("client");
    String text = "a line of some length, sent in pieces. ".repeat(1 + simulation.random(10));
    assertThat(client.run(client.spawn("client", ask("server", text)))).isEqualTo(text);
  }

  @Test
  void echoArrivesWholeUnderEveryHarmlessFault() {
    SimulationReport report = Simulation.check(SEEDS, SimNetworkTest::echoOfOneClient);
    System.out.println("echo: " + report);
  }

  @Test
  void manyClientsOnManyHosts() {
    Simulation.check(
        20,
        simulation -> {
          SimHost server = echoing(simulation);
          List<JoinHandle<String>> answers = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            SimHost client = simulation.host("client " + i % 3);
            answers.add(client.spawn("client " + i, ask("server", "text " + i)));
          }
          for (int i = 0; i < answers.size(); i++) {
            assertThat(server.run(answers.get(i))).isEqualTo("text " + i);
          }
        });
  }

  @Test
  void resetsAreSeenAsFailuresNeverAsShortAnswers() {
    int[] failed = {0};
    SimulationReport report =
        Simulation.check(
            SEEDS,
            SimulationOptions.DEFAULT.with(Fault.RESETS),
            simulation -> {
              echoing(simulation);
              SimHost client = simulation.host("client");
              String text = "0123456789".repeat(40);
              try {
                assertThat(client.run(client.spawn(ask("server", text)))).isEqualTo(text);
              } catch (SocketException reset) {
                failed[0]++;
              }
            });
    assertThat(failed[0]).isBetween(1, report.seeds() - 1);
  }

  @Test
  void connectingToNobodyIsRefused() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          SimHost client = simulation.host("client");
          SimHost other = simulation.host("other");
          other.run(TcpListener.bind(other.address(1))).close();
          assertThatThrownBy(() -> client.run(TcpStream.connect(other.address(2))))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("refused");
          assertThat(simulation.elapsed()).isLessThan(Duration.ofSeconds(1));
        });
  }

  @Test
  void connectingToADownHostTimesOutAfterTwoMinutes() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          SimHost client = simulation.host("client");
          SimHost other = simulation.host("other");
          other.crash();
          assertThatThrownBy(() -> client.run(TcpStream.connect(other.address(2))))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("timed out");
          assertThat(simulation.elapsed())
              .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(130));
        });
  }

  @Test
  void partitionDelaysAndHealDelivers() {
    Simulation.check(
        SEEDS,
        simulation -> {
          SimHost server = echoing(simulation);
          SimHost client = simulation.host("client");
          JoinHandle<String> answer =
              client.spawn(ask("server", "through the partition ".repeat(20)));
          simulation.after(
              Duration.ofMillis(simulation.random(30)),
              () -> simulation.network().partition(server, client));
          simulation.after(Duration.ofSeconds(20), simulation.network()::healAll);
          assertThat(client.run(answer)).startsWith("through").hasSize(22 * 20);
        });
  }

  @Test
  void oneWayPartitionStopsOneDirection() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          SimHost one = simulation.host("one");
          SimHost two = simulation.host("two");
          UdpSocket first = one.run(UdpSocket.bind(one.address(1)));
          UdpSocket second = two.run(UdpSocket.bind(two.address(2)));
          simulation.network().block(one, two);
          one.run(first.sendTo(ByteBuffer.wrap(new byte[] {1}), two.address(2)));
          two.run(second.sendTo(ByteBuffer.wrap(new byte[] {2}), one.address(1)));
          assertThat(one.run(first.receive()).content().get()).isEqualTo((byte) 2);
          assertThatThrownBy(() -> two.run(second.receive().timeout(Duration.ofSeconds(5))))
              .isInstanceOf(TimeoutException.class);
        });
  }

  @Test
  void halfOpenPeerSaysNothingUntilTheSenderGivesUp() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          Connection connection = Connection.open(simulation);
          SimHost server = connection.server();
          SimHost client = connection.client();
          TcpStream stream = connection.stream();
          server.crash();
          client.run(stream.writeAll(ByteBuffer.wrap(new byte[10]))); // nobody has noticed
          assertThatThrownBy(
                  () ->
                      client.run(
                          stream.read(ByteBuffer.allocate(1)).timeout(Duration.ofMinutes(10))))
              .isInstanceOf(TimeoutException.class);
          assertThatThrownBy(() -> client.run(stream.read(ByteBuffer.allocate(1))))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("timed out");
          stream.close();
        });
  }

  @Test
  void restartedHostAnswersOldConnectionsWithAReset() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          Connection connection = Connection.open(simulation);
          SimHost server = connection.server();
          SimHost client = connection.client();
          TcpStream stream = connection.stream();
          server.crash();
          simulation.runFor(Duration.ofSeconds(3));
          server.restart();
          client.run(stream.writeAll(ByteBuffer.wrap(new byte[10])));
          assertThatThrownBy(() -> client.run(stream.read(ByteBuffer.allocate(1))))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("reset");
          stream.close();
          TcpListener again = server.run(TcpListener.bind(server.address(PORT)));
          again.close();
        });
  }

  @Test
  void slowReaderHoldsTheWriterBack() {
    Simulation.check(
        5,
        CALM,
        simulation -> {
          Connection connection = Connection.open(simulation);
          SimHost server = connection.server();
          SimHost client = connection.client();
          TcpStream stream = connection.stream();
          TcpStream reader = connection.accepted();
          ByteBuffer much = ByteBuffer.allocate(1 << 20);
          JoinHandle<Void> writing = client.spawn(stream.writeAll(much));
          simulation.runFor(Duration.ofMinutes(1));
          assertThat(writing.isFinished()).isFalse();
          assertThat(much.remaining()).isEqualTo((1 << 20) - (64 << 10));
          server.run(reader.readExact(ByteBuffer.allocate(1 << 20)));
          client.run(writing);
          stream.close();
          reader.close();
        });
  }

  @Test
  void bandwidthTakesItsTime() {
    Simulation.check(
        2,
        CALM,
        simulation -> {
          simulation.network().bandwidth(1000);
          simulation.network().latency(Duration.ZERO, Duration.ZERO);
          Connection connection = Connection.open(simulation);
          SimHost server = connection.server();
          SimHost client = connection.client();
          TcpStream stream = connection.stream();
          TcpStream reader = connection.accepted();
          client.run(stream.writeAll(ByteBuffer.allocate(10_000)));
          server.run(reader.readExact(ByteBuffer.allocate(10_000)));
          assertThat(simulation.elapsed())
              .isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_100));
        });
  }

  @Test
  void datagramsAreLostDoubledAndReordered() {
    int[] seen = new int[3]; // lost, doubled, reordered
    Simulation.check(
        SEEDS,
        simulation -> {
          SimHost one = simulation.host("one");
          SimHost two = simulation.host("two");
          UdpSocket from = one.run(UdpSocket.bind(one.address(1)));
          UdpSocket to = two.run(UdpSocket.bind(two.address(2)));
          InetSocketAddress target = two.address(2);
          one.run(
              Steps.loop(
                  round ->
                      round == 10
                          ? null
                          : from.sendTo(ByteBuffer.wrap(new byte[] {(byte) round}), target)));
          List<Integer> got = new ArrayList<>();
          try {
            two.run(
                Steps.loop(
                    round ->
                        to.receive()
                            .timeout(Duration.ofSeconds(5))
                            .map(datagram -> got.add((int) datagram.content().get()))));
          } catch (TimeoutException noMore) {
            // all that arrives has arrived
          }
          List<Integer> distinct = got.stream().distinct().toList();
          assertThat(distinct).isSubsetOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
          seen[0] += 10 - distinct.size();
          seen[1] += got.size() - distinct.size();
          seen[2] += distinct.equals(distinct.stream().sorted().toList()) ? 0 : 1;
        });
    assertThat(seen).doesNotContain(0);
  }

  @Test
  void acceptErrorsDelayConnectionsAndLoseNone() {
    Simulation.check(
        30, SimulationOptions.DEFAULT.with(Fault.ACCEPT_ERRORS), SimNetworkTest::echoOfOneClient);
  }

  @Test
  void clocksOfHostsDrift() {
    boolean[] differ = {false};
    Simulation.check(
        10,
        SimulationOptions.DEFAULT.with(Fault.CLOCK_SKEW),
        simulation -> {
          SimHost one = simulation.host("one");
          SimHost two = simulation.host("two");
          one.run(Time.sleep(Duration.ofHours(1)));
          assertThat(one.elapsed()).isGreaterThanOrEqualTo(Duration.ofHours(1));
          differ[0] |=
              one.elapsed().minus(two.elapsed()).abs().compareTo(Duration.ofSeconds(5)) > 0;
        });
    assertThat(differ[0]).isTrue();
  }
}
