package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.streams.Streams;
import weft.sync.Mpsc;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;
import weft.time.Time;

/** Channels, locks and streams shared by tasks on four virtual workers. */
@Timeout(120)
class SyncSimulationTest {
  private static final int SEEDS = 200;

  @Test
  void channelDeliversEachMessageOnceAndInOrderOfItsSender() {
    SimulationReports.print(
        "channels",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Mpsc<Integer> channel = Mpsc.bounded(1 + simulation.random(3));
              List<Integer> got = Collections.synchronizedList(new ArrayList<>());
              List<JoinHandle<Void>> senders = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                int base = i * 100;
                Mpsc.Sender<Integer> sender = channel.sender().copy();
                senders.add(
                    host.spawn(
                        "sender " + i,
                        Steps.loop(round -> round < 8 ? sender.send(base + round) : null)
                            .whenDone((done, failure) -> sender.close())));
              }
              channel.sender().close();
              boolean[] ended = {false};
              JoinHandle<Void> receiver =
                  host.spawn(
                      "receiver",
                      Steps.loop(
                          round ->
                              ended[0]
                                  ? null
                                  : channel
                                      .receiver()
                                      .receive()
                                      .map(
                                          item -> {
                                            if (item == null) {
                                              ended[0] = true;
                                            } else {
                                              got.add(item);
                                            }
                                            return ended[0];
                                          })));
              host.run(receiver);
              for (JoinHandle<Void> sender : senders) {
                host.run(sender);
              }
              assertThat(got).hasSize(32);
              for (int i = 0; i < 4; i++) {
                int base = i * 100;
                assertThat(got.stream().filter(item -> item / 100 * 100 == base).toList())
                    .isSorted()
                    .hasSize(8);
              }
            }));
  }

  /** Holders are aborted at any moment, and yet every permit comes back. */
  @Test
  void abortedHoldersGiveTheirPermitsBack() {
    SimulationReports.print(
        "semaphore and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Semaphore permits = Semaphore.withPermits(2);
              int[] inside = {0};
              List<JoinHandle<Void>> users = new ArrayList<>();
              for (int i = 0; i < 8; i++) {
                JoinHandle<Void> user =
                    host.spawn(
                        "user " + i,
                        permits
                            .acquire()
                            .then(
                                permit -> {
                                  inside[0]++;
                                  assertThat(inside[0]).isBetween(1, 2);
                                  return Futures.yieldNow()
                                      .then(rested -> Time.sleep(Duration.ofMillis(1)))
                                      .onCancel(
                                          () -> {
                                            inside[0]--;
                                            permit.close();
                                          })
                                      .whenDone(
                                          (done, failure) -> {
                                            inside[0]--;
                                            permit.close();
                                          });
                                }));
                users.add(user);
                simulation.after(
                    Duration.ofNanos(1 + simulation.random(3_000_000)),
                    () -> {
                      if (simulation.random(2) == 0) {
                        user.abort();
                      }
                    });
              }
              for (JoinHandle<Void> user : users) {
                try {
                  host.run(user);
                } catch (CancellationException aborted) {
                  assertThat(user.isFinished()).isTrue();
                }
              }
              simulation.runFor(Duration.ofSeconds(1));
              assertThat(permits.availablePermits()).isEqualTo(2);
            }));
  }

  @Test
  void streamsKeepTheirItemsAcrossTasks() {
    SimulationReports.print(
        "streams",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              JoinHandle<List<Integer>> squares =
                  host.spawn(
                      "squares",
                      Streams.range(0, 20)
                          .mapAsync(
                              3,
                              number ->
                                  (number % 3 == 0
                                          ? Futures.yieldNow()
                                          : Time.sleep(Duration.ofMillis(number % 4)))
                                      .map(done -> number * number))
                          .toList());
              List<Integer> expected = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                expected.add(i * i);
              }
              assertThat(host.run(squares)).isEqualTo(expected);
            }));
  }
}
