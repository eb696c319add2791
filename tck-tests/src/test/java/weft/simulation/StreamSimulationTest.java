package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.streams.Batching;
import weft.streams.Shared;
import weft.streams.Sharing;
import weft.streams.Stateful;
import weft.streams.Stream;
import weft.streams.Streams;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.time.Time;

/**
 * Streams across tasks: those that buffer, share, flatten and bridge, with readers that go away.
 */
@Timeout(120)
class StreamSimulationTest {
  private static final int SEEDS = 200;
  private static final int ITEMS = 30;

  private static Stream<Integer> numbers(Crowd crowd) {
    return Streams.range(0, ITEMS)
        .mapAsync(
            1,
            number ->
                (number % 5 == 4 ? crowd.rest() : Futures.<Void>done()).map(rested -> number));
  }

  private static List<Integer> allNumbers() {
    return IntStream.range(0, ITEMS).boxed().toList();
  }

  @Test
  void flattenedStreamsGiveEachItemOnce() {
    SimulationReports.print(
        "streams: merge and flatMap",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              int width = 1 + simulation.random(4);
              JoinHandle<List<Integer>> flat =
                  host.spawn(
                      "flat",
                      Streams.range(0, 6)
                          .flatMap(
                              width, each -> numbers(crowd).take(5).map(item -> each * 100 + item))
                          .merge(numbers(crowd).map(item -> 1000 + item))
                          .mapAsyncUnordered(
                              3,
                              item ->
                                  (item % 7 == 0 ? crowd.rest() : Futures.<Void>done())
                                      .map(rested -> item))
                          .toList());
              assertThat(host.run(flat)).hasSize(6 * 5 + ITEMS).doesNotHaveDuplicates();
            }));
  }

  @Test
  void upstreamsInTasksOfTheirOwnKeepTheOrder() {
    SimulationReports.print(
        "streams: buffer and runOn",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              JoinHandle<List<Integer>> ordered =
                  host.spawn(
                      "ordered",
                      numbers(crowd)
                          .via(Sharing.runOn(host.handle()::spawn, 1 + simulation.random(4)))
                          .via(Batching.buffer(2))
                          .toList());
              for (int i = 0; i < 3; i++) {
                crowd.addMortal(
                    "leaves " + i,
                    numbers(crowd).via(Sharing.runOn(host.handle()::spawn, 2)).take(20).toList());
              }
              assertThat(host.run(ordered)).isEqualTo(allNumbers());
              crowd.join();
              simulation.runFor(Duration.ofSeconds(1));
              assertThat(host.handle().metrics().aliveTasks()).isZero();
            }));
  }

  @Test
  void subscribersOfASharedStreamSeeAllOfIt() {
    SimulationReports.print(
        "streams: share and groupBy",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Shared<Integer> shared = Sharing.share(numbers(crowd), 3);
              List<Stream<Integer>> subscribers = new ArrayList<>(); // before anybody pulls
              for (int i = 0; i < 5; i++) {
                subscribers.add(shared.subscribe());
              }
              List<JoinHandle<List<Integer>>> faithful = new ArrayList<>();
              for (int i = 0; i < 2; i++) {
                faithful.add(host.spawn("faithful " + i, subscribers.get(i).toList()));
                crowd.addMortal("leaves " + i, subscribers.get(2 + i).toList());
              }
              JoinHandle<List<Integer>> grouped =
                  host.spawn(
                      "grouped",
                      subscribers
                          .get(4)
                          .via(Stateful.groupBy(item -> item % 3, 3, 2))
                          .flatMap(3, group -> group)
                          .toList());
              for (JoinHandle<List<Integer>> each : faithful) {
                assertThat(host.run(each)).isEqualTo(allNumbers());
              }
              assertThat(host.run(grouped)).containsExactlyInAnyOrderElementsOf(allNumbers());
              crowd.join();
            }));
  }

  @Test
  void publishersKeepEverythingAcrossTasks() {
    SimulationReports.print(
        "streams: over Reactive Streams",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              JoinHandle<List<Integer>> there =
                  host.spawn(
                      "there and back",
                      Streams.fromPublisher(
                              numbers(crowd).toPublisher(host.handle()), 1 + simulation.random(4))
                          .toList());
              for (int i = 0; i < 2; i++) {
                crowd.addMortal(
                    "leaves " + i,
                    Streams.<Integer>fromPublisher(numbers(crowd).toPublisher(host.handle()), 2)
                        .take(10 + i)
                        .toList());
              }
              assertThat(host.run(there)).isEqualTo(allNumbers());
              crowd.join();
            }));
  }

  /** Chunks by time and size: what is in a chunk that was begun is not lost. */
  @Test
  void chunksLoseNothing() {
    SimulationReports.print(
        "streams: chunks by time",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Future<List<List<Integer>>> chunks =
                  numbers(crowd)
                      .via(Batching.chunksTimeout(4, Duration.ofMillis(1)))
                      .mapAsync(2, chunk -> Time.sleep(Duration.ofMillis(1)).map(rested -> chunk))
                      .toList();
              List<Integer> all = new ArrayList<>();
              host.run(host.spawn("chunks", chunks)).forEach(all::addAll);
              assertThat(all).isEqualTo(allNumbers());
            }));
  }
}
