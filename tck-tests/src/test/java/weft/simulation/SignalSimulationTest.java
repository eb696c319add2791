package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.sync.Broadcast;
import weft.sync.CancellationToken;
import weft.sync.ClosedException;
import weft.sync.LaggedException;
import weft.sync.Notify;
import weft.sync.Watch;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;

/** What tells many at once: broadcast, watch, notify, cancellation tokens. */
@Timeout(120)
class SignalSimulationTest {
  private static final int SEEDS = 200;
  private static final int ITEMS = 20;

  @Test
  void broadcastItemsAreReceivedOrCountedAsMissed() {
    SimulationReports.print(
        "broadcast and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Broadcast.Sender<Integer> sender = Broadcast.bounded(4);
              long[] accounted = new long[3];
              for (int i = 0; i < accounted.length; i++) {
                crowd.add("receiver " + i, receiver(crowd, sender.subscribe(), accounted, i));
              }
              for (int i = 0; i < 3; i++) {
                crowd.addMortal("goes " + i, receiver(crowd, sender.subscribe(), new long[1], 0));
              }
              crowd.add(
                  "sender",
                  Steps.loop(
                          round -> {
                            if (round == ITEMS) {
                              return null;
                            }
                            sender.send(round);
                            return round % 5 == 4 ? crowd.rest() : Futures.yieldNow();
                          })
                      .whenDone((done, failure) -> sender.close()));
              crowd.join();
              assertThat(accounted).containsOnly(ITEMS);
            }));
  }

  private static Future<Void> receiver(
      Crowd crowd, Broadcast.Receiver<Integer> receiver, long[] accounted, int index) {
    boolean[] ended = {false};
    int[] last = {-1};
    return Steps.loop(
            round ->
                ended[0]
                    ? null
                    : receiver
                        .receive()
                        .map(
                            item -> {
                              if (item == null) {
                                ended[0] = true;
                              } else {
                                assertThat(item).isGreaterThan(last[0]);
                                last[0] = item;
                                accounted[index]++;
                              }
                              return ended[0];
                            })
                        .recover(
                            failure -> {
                              if (failure instanceof LaggedException lagged) {
                                accounted[index] += lagged.missed();
                                return false;
                              }
                              throw failure;
                            })
                        .then(end -> round % 3 == 0 ? crowd.rest() : Futures.done()))
        .whenDone((done, failure) -> receiver.close())
        .onCancel(receiver::close);
  }

  @Test
  void watchersSeeValuesGrowAndTheLastOne() {
    SimulationReports.print(
        "watch and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Watch.Sender<Integer> sender = Watch.of(0);
              for (int i = 0; i < 6; i++) {
                Watch.Receiver<Integer> receiver = sender.subscribe();
                Future<Void> watcher = watcher(receiver);
                if (i < 3) {
                  crowd.add("watcher " + i, watcher);
                } else {
                  crowd.addMortal("watcher " + i, watcher);
                }
              }
              Watch.Receiver<Integer> patient = sender.subscribe();
              crowd.add("patient", patient.waitFor(value -> value >= ITEMS));
              crowd.add(
                  "sender",
                  Steps.loop(
                          round -> {
                            if (round == ITEMS) {
                              return null;
                            }
                            sender.update(value -> value + 1);
                            return round % 5 == 4 ? crowd.rest() : Futures.yieldNow();
                          })
                      .whenDone((done, failure) -> sender.close()));
              crowd.join();
            }));
  }

  private static Future<Void> watcher(Watch.Receiver<Integer> receiver) {
    int[] last = {0};
    boolean[] ended = {false};
    return Steps.loop(
            round ->
                ended[0]
                    ? null
                    : receiver
                        .changed()
                        .map(
                            changed -> {
                              int value = receiver.get();
                              assertThat(value).isGreaterThanOrEqualTo(last[0]);
                              last[0] = value;
                              return false;
                            })
                        .recover(
                            failure -> {
                              if (failure instanceof ClosedException) {
                                return true;
                              }
                              throw failure;
                            })
                        .map(end -> ended[0] = end))
        .map(
            done -> {
              assertThat(receiver.get()).as("the last value").isEqualTo(ITEMS);
              assertThat(last[0]).as("the last value that was told").isEqualTo(ITEMS);
              return done;
            })
        .whenDone((done, failure) -> receiver.close())
        .onCancel(receiver::close);
  }

  /** An aborted consumer passes its notification on: the immortal one is never left asleep. */
  @Test
  void notificationsOfAbortedWaitersAreNotLost() {
    SimulationReports.print(
        "notify and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Notify notify = Notify.create();
              ArrayDeque<Integer> work = new ArrayDeque<>();
              List<Integer> done = new ArrayList<>();
              Steps.Next consume =
                  round -> {
                    Integer item = work.poll();
                    if (item != null) {
                      done.add(item);
                      if (!work.isEmpty()) {
                        notify.notifyOne(); // two notifications in a row may have become one
                      }
                    }
                    return done.size() == ITEMS ? null : notify.notified();
                  };
              for (int i = 0; i < 4; i++) {
                crowd.addMortal("mortal " + i, Steps.loop(consume));
              }
              crowd.add(
                  "producer",
                  Steps.loop(
                      round -> {
                        if (round == ITEMS) {
                          return null;
                        }
                        work.add(round);
                        notify.notifyOne();
                        return round % 4 == 3 ? crowd.rest() : Futures.yieldNow();
                      }));
              crowd.add(
                  "immortal",
                  Steps.loop(consume).whenDone((end, failure) -> notify.notifyWaiters()));
              simulation.runFor(Duration.ofSeconds(1));
              assertThat(done).as("items that were consumed").hasSize(ITEMS);
              notify.notifyWaiters();
              crowd.join();
              assertThat(done).doesNotHaveDuplicates();
            }));
  }

  @Test
  void tokensCancelAllBelowThem() {
    SimulationReports.print(
        "cancellation tokens",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              CancellationToken root = CancellationToken.create();
              CancellationToken aside = CancellationToken.create();
              List<CancellationToken> tokens = new ArrayList<>(List.of(root));
              for (int i = 0; i < 8; i++) {
                CancellationToken parent = tokens.get(simulation.random(tokens.size()));
                CancellationToken child = parent.child();
                tokens.add(child);
                crowd.addMortal("waiter " + i, child.cancelled());
                crowd.add(
                    "worker " + i,
                    child
                        .runUntilCancelled(Futures.<Void>pending())
                        .map(
                            outcome -> {
                              assertThat(outcome).isEmpty();
                              assertThat(child.isCancelled()).isTrue();
                              return outcome;
                            }));
              }
              crowd.add(
                  "canceller",
                  crowd
                      .rest()
                      .map(
                          rested -> {
                            tokens.get(simulation.random(tokens.size())).cancel();
                            root.cancel();
                            return rested;
                          }));
              crowd.join();
              assertThat(tokens).allMatch(CancellationToken::isCancelled);
              assertThat(aside.isCancelled()).isFalse();
            }));
  }
}
