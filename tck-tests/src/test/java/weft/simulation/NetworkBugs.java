package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import weft.future.Future;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.net.UdpSocket;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;
import weft.time.Time;

/** Programs on several hosts; {@code correct} chooses the twin. */
final class NetworkBugs {
  private static final int PORT = 9;

  private NetworkBugs() {}

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  // ---------------------------------------------------------------- retry storm

  /** A client that asks again at every missed deadline, at once and without an end. */
  static void retryStorm(Simulation simulation, boolean correct) throws Exception {
    SimHost server = simulation.host("server");
    SimHost client = simulation.host("client");
    int[] asked = {0};
    boolean[] answered = {false};
    UdpSocket service = server.run(UdpSocket.bind(server.address(PORT)));
    server
        .spawn(
            "service",
            Steps.loop(
                round ->
                    service
                        .receive()
                        .then(question -> service.sendTo(question.content(), question.sender()))))
        .cancel();
    UdpSocket socket = client.run(UdpSocket.bind(client.address(PORT)));
    simulation.network().partition(server, client); // for as long as a switch takes to restart
    simulation.after(
        Duration.ofMillis(500 + simulation.random(1500)), simulation.network()::healAll);
    Duration first = Duration.ofMillis(50);
    client.run(
        client.spawn(
            "client",
            Steps.loop(
                round -> {
                  if (answered[0]) {
                    return null;
                  }
                  asked[0]++;
                  Duration patience =
                      correct ? first.multipliedBy(1L << Math.min(10, round)) : first;
                  return socket
                      .sendTo(bytes(1), server.address(PORT))
                      .then(sent -> socket.receive().timeout(patience))
                      .map(answer -> answered[0] = true)
                      .recover(missed -> false);
                })));
    assertThat(asked[0]).as("questions for one answer").isLessThan(15);
  }

  // ---------------------------------------------------------------- split brain

  /** A leader elected by the majority of those who answer, instead of all there are. */
  static void splitBrain(Simulation simulation, boolean correct) throws Exception {
    int hosts = 3;
    List<SimHost> all = new ArrayList<>();
    Set<String> leaders = new TreeSet<>();
    for (int i = 0; i < hosts; i++) {
      all.add(simulation.host("node " + i));
    }
    for (SimHost host : all) {
      UdpSocket votes = host.run(UdpSocket.bind(host.address(PORT)));
      String[] votedFor = {""};
      host.spawn(
              "voter",
              Steps.loop(
                  round ->
                      votes
                          .receive()
                          .then(
                              request -> {
                                String candidate = request.sender().getAddress().getHostAddress();
                                if (votedFor[0].isEmpty()) {
                                  votedFor[0] = candidate;
                                }
                                boolean granted = votedFor[0].equals(candidate);
                                return votes.sendTo(bytes(granted ? 1 : 0), request.sender());
                              })))
          .cancel();
    }
    // One host may be cut off while two want to lead.
    simulation.network().isolate(all.get(simulation.random(hosts)));
    List<JoinHandle<Void>> candidates = new ArrayList<>();
    for (SimHost host : all.subList(0, 2)) {
      candidates.add(host.spawn("candidate", candidate(host, all, leaders, correct)));
    }
    for (JoinHandle<Void> candidate : candidates) {
      all.get(0).run(candidate);
    }
    assertThat(leaders.size()).as("leaders %s", leaders).isLessThanOrEqualTo(1);
  }

  private static Future<Void> candidate(
      SimHost self, List<SimHost> all, Set<String> leaders, boolean correct) {
    return UdpSocket.bind(self.address(PORT + 1))
        .then(
            socket -> {
              Set<String> granted = new TreeSet<>();
              Set<String> answered = new TreeSet<>();
              return Steps.loop(
                      round ->
                          round < all.size()
                              ? socket.sendTo(bytes(1), all.get(round).address(PORT))
                              : null)
                  .then(
                      asked ->
                          Steps.loop(
                                  round ->
                                      socket
                                          .receive()
                                          .map(
                                              vote -> {
                                                String voter =
                                                    vote.sender().getAddress().getHostAddress();
                                                answered.add(voter);
                                                if (vote.content().get() == 1) {
                                                  granted.add(voter);
                                                }
                                                return voter;
                                              }))
                              .timeout(Duration.ofSeconds(2))
                              .recover(
                                  over -> {
                                    int electorate = correct ? all.size() : answered.size();
                                    if (2 * granted.size() > electorate) {
                                      leaders.add(self.name());
                                    }
                                    return null;
                                  }));
            });
  }

  // ---------------------------------------------------------------- messages and resets

  /**
   * Messages over a connection that may break.
   *
   * @param resends whether what was not acknowledged is sent again
   * @param dedups whether the server ignores what it has seen
   */
  static void messages(Simulation simulation, boolean resends, boolean dedups) throws Exception {
    int count = 20;
    SimHost server = simulation.host("server");
    SimHost client = simulation.host("client");
    List<Integer> delivered = new ArrayList<>();
    TcpListener listener = server.run(TcpListener.bind(server.address(PORT)));
    server
        .spawn(
            "server",
            Steps.loop(
                round ->
                    listener
                        .accept()
                        .map(
                            stream -> {
                              server
                                  .spawn("connection " + round, serve(stream, delivered, dedups))
                                  .cancel();
                              return round;
                            })))
        .cancel();
    int[] next = {0};
    client.run(
        client.spawn(
            "client",
            Steps.loop(
                attempt ->
                    next[0] == count
                        ? null
                        : TcpStream.connect(server.address(PORT))
                            .then(stream -> send(stream, next, count, resends))
                            .recover(NetworkBugs::onlyIfConnectionFailed)
                            .then(done -> Time.sleep(Duration.ofMillis(10))))));
    simulation.runFor(Duration.ofMinutes(1));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(i);
    }
    assertThat(delivered).as("messages delivered").containsExactlyElementsOf(expected);
  }

  private static Void onlyIfConnectionFailed(Exception failure) throws Exception {
    if (failure instanceof IOException || failure instanceof TimeoutException) {
      return null;
    }
    throw failure;
  }

  private static Future<Void> send(TcpStream stream, int[] next, int count, boolean resends) {
    ByteBuffer acknowledgement = ByteBuffer.allocate(1);
    return Steps.loop(
            round -> {
              if (next[0] == count) {
                return null;
              }
              Future<Void> write = stream.writeAll(bytes(next[0]));
              if (!resends) {
                next[0]++; // written is as good as delivered, is it not
                return write;
              }
              acknowledgement.clear();
              return write
                  .then(written -> stream.readExact(acknowledgement))
                  .map(
                      read -> {
                        next[0]++;
                        return read;
                      });
            })
        .whenDone((done, failure) -> stream.close())
        .onCancel(stream::close);
  }

  private static Future<Void> serve(TcpStream stream, List<Integer> delivered, boolean dedups) {
    ByteBuffer message = ByteBuffer.allocate(1);
    return Steps.loop(
            round ->
                stream
                    .readExact(message.clear())
                    .then(
                        read -> {
                          int number = message.get(0);
                          if (!dedups || !delivered.contains(number)) {
                            delivered.add(number);
                          }
                          return stream.writeAll(bytes(number));
                        }))
        .recoverWith(end -> Futures.ready(null))
        .whenDone((done, failure) -> stream.close())
        .onCancel(stream::close);
  }
}
