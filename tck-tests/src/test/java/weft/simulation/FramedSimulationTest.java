package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.testkit.Fault;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.SimulationOptions;
import weft.testkit.Steps;

/** A framed server over the real sockets and codec, with faults in the network. */
@Timeout(120)
class FramedSimulationTest {
  private static final int SEEDS = 100;
  private static final int PORT = 6142;
  private static final int LINES = 12;

  private static Framed<String, String> framed(TcpStream stream) {
    return Framed.of(stream, new LinesCodec());
  }

  private static Future<Void> server(SimHost host) {
    return TcpListener.bind(host.address(PORT))
        .then(
            listener ->
                Steps.loop(
                        round ->
                            listener
                                .accept()
                                .map(
                                    stream -> {
                                      host.spawn("connection " + round, echo(framed(stream)))
                                          .cancel();
                                      return round;
                                    }))
                    .onCancel(listener::close));
  }

  private static Future<Void> echo(Framed<String, String> lines) {
    boolean[] ended = {false};
    return Steps.loop(
            round ->
                ended[0]
                    ? null
                    : lines
                        .next()
                        .then(
                            line -> {
                              ended[0] = line == null;
                              return line == null ? lines.finish() : lines.send("echo " + line);
                            }))
        .whenDone((done, failure) -> lines.close())
        .onCancel(lines::close);
  }

  /** Asks line by line; gives how many were answered before the connection failed. */
  private static Future<Integer> client(SimHost server, int number) {
    int[] answered = {0};
    return TcpStream.connect(server.address(PORT))
        .then(
            stream -> {
              Framed<String, String> lines = framed(stream);
              return Steps.loop(
                      round ->
                          round == LINES
                              ? null
                              : lines
                                  .send("line " + round + " of client " + number)
                                  .then(sent -> lines.next())
                                  .map(
                                      answer -> {
                                        if (answer == null) {
                                          throw new IOException("the server has closed");
                                        }
                                        assertThat(answer)
                                            .isEqualTo(
                                                "echo line " + round + " of client " + number);
                                        answered[0]++;
                                        return answer;
                                      }))
                  .whenDone((done, failure) -> lines.close())
                  .onCancel(lines::close);
            })
        .recover(
            failure -> {
              if (failure instanceof IOException) {
                return null;
              }
              throw failure;
            })
        .map(done -> answered[0]);
  }

  private static List<Integer> answers(Simulation simulation) throws Exception {
    SimHost server = simulation.host("server");
    server.spawn("server", server(server)).cancel();
    simulation.runFor(Duration.ofMillis(1));
    List<JoinHandle<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(simulation.host("client " + i).spawn("client " + i, client(server, i)));
    }
    List<Integer> counts = new ArrayList<>();
    for (JoinHandle<Integer> client : clients) {
      counts.add(server.run(client));
    }
    return counts;
  }

  @Test
  void everyLineIsAnsweredUnderHarmlessFaults() {
    SimulationReports.print(
        "framed server",
        Simulation.check(SEEDS, simulation -> assertThat(answers(simulation)).containsOnly(LINES)));
  }

  @Test
  void resetsEndConnectionsAndNeverMixLines() {
    int[] cut = {0};
    SimulationReports.print(
        "framed server, resets",
        Simulation.check(
            SEEDS,
            SimulationOptions.DEFAULT.with(Fault.RESETS),
            simulation ->
                cut[0] += answers(simulation).stream().anyMatch(count -> count < LINES) ? 1 : 0));
    assertThat(cut[0]).isPositive();
  }

  @Test
  void partitionsOnlyDelay() {
    SimulationReports.print(
        "framed server, partitions",
        Simulation.check(
            SEEDS,
            simulation -> {
              simulation.after(
                  Duration.ofMillis(5 + simulation.random(60)),
                  () -> simulation.network().isolate(simulation.host("server")));
              simulation.after(Duration.ofSeconds(30), simulation.network()::healAll);
              assertThat(answers(simulation)).containsOnly(LINES);
            }));
  }
}
