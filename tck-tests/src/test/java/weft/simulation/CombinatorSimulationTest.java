package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Select;
import weft.future.Undelivered;
import weft.sync.Mpsc;
import weft.sync.Oneshot;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;
import weft.time.Time;

/** Select, join, race and time-outs, which cancel what loses: nothing that was sent gets lost. */
@Timeout(120)
class CombinatorSimulationTest {
  private static final int SEEDS = 200;
  private static final int ITEMS = 10;

  private static Future<Void> sending(Crowd crowd, Mpsc.Sender<Integer> sender, int base) {
    return Steps.loop(
            round ->
                round == ITEMS
                    ? null
                    : sender
                        .send(base + round)
                        .then(sent -> round % 4 == 3 ? crowd.rest() : Futures.done()))
        .whenDone((done, failure) -> sender.close());
  }

  @Test
  void selectingReceiverLosesNothingOfTheLosers() {
    SimulationReports.print(
        "select over channels",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Mpsc<Integer> left = Mpsc.bounded(2);
              Mpsc<Integer> right = Mpsc.bounded(1);
              List<Integer> got = new ArrayList<>();
              boolean[] ended = {false, false};
              crowd.add("left", sending(crowd, left.sender(), 0));
              crowd.add("right", sending(crowd, right.sender(), 100));
              crowd.add(
                  "selecting",
                  Steps.loop(
                      round ->
                          ended[0] && ended[1]
                              ? null
                              : Futures.select(
                                      Select.on(
                                              left.receiver().receive(), item -> take(got, item, 0))
                                          .onlyIf(!ended[0]),
                                      Select.on(
                                              right.receiver().receive(),
                                              item -> take(got, item, 1))
                                          .onlyIf(!ended[1]),
                                      Select.on(Time.sleep(Duration.ofMillis(1)), late -> -1))
                                  .map(end -> end >= 0 && (ended[end] = true))));
              crowd.join();
              assertThat(got).hasSize(2 * ITEMS).doesNotHaveDuplicates();
              assertThat(got.stream().filter(item -> item < 100).toList()).isSorted();
              assertThat(got.stream().filter(item -> item >= 100).toList()).isSorted();
            }));
  }

  /** The index of the channel if it has ended, else -1. */
  private static int take(List<Integer> got, Integer item, int channel) {
    if (item == null) {
      return channel;
    }
    got.add(item);
    return -1;
  }

  /** Receivers and senders that give up after a while and try again. */
  @Test
  void timeOutsLoseNothing() {
    SimulationReports.print(
        "channels and time-outs",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              List<Integer> returned = new ArrayList<>();
              Mpsc<Integer> channel = Mpsc.bounded(1, returned::add);
              Mpsc.Sender<Integer> sender = channel.sender();
              List<Integer> got = new ArrayList<>();
              int[] sent = {0};
              crowd.add(
                  "sender",
                  Steps.loop(
                          round ->
                              round == 3 * ITEMS
                                  ? null
                                  : sender
                                      .send(round)
                                      .timeout(Duration.ofNanos(1 + simulation.random(2_000_000)))
                                      .map(done -> sent[0]++)
                                      .recover(CombinatorSimulationTest::onlyTimeOut))
                      .whenDone((done, failure) -> sender.close()));
              boolean[] ended = {false};
              crowd.add(
                  "receiver",
                  Steps.loop(
                      round ->
                          ended[0]
                              ? null
                              : channel
                                  .receiver()
                                  .receive()
                                  .timeout(Duration.ofNanos(1 + simulation.random(1_000_000)))
                                  .map(item -> item == null ? (ended[0] = true) : got.add(item))
                                  .recover(
                                      failure -> {
                                        onlyTimeOut(failure);
                                        return false;
                                      })
                                  .then(done -> crowd.rest())));
              crowd.join();
              assertThat(got).isSorted().doesNotHaveDuplicates();
              assertThat(got.size()).isBetween(sent[0], 3 * ITEMS);
              assertThat(got.size() + returned.size()).isEqualTo(3 * ITEMS);
            }));
  }

  private static Integer onlyTimeOut(Exception failure) throws Exception {
    if (failure instanceof TimeoutException) {
      return -1;
    }
    throw failure;
  }

  /** Something that has to be closed by whoever gets it, or else by {@link #onUndelivered}. */
  private static final class Loan implements Undelivered {
    private final AtomicInteger open;

    Loan(AtomicInteger open) {
      this.open = open;
      open.incrementAndGet();
    }

    void close() {
      open.decrementAndGet();
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }

  private static boolean lend(Oneshot.Sender<Loan> sender, Loan loan) {
    boolean sent = sender.send(loan);
    if (!sent) {
      loan.close(); // it is still ours
    }
    return sent;
  }

  /** Values that nobody gets are told so exactly once, whoever loses, fails or is aborted. */
  @Test
  void valuesOfLosersComeBack() {
    SimulationReports.print(
        "race, join and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              AtomicInteger open = new AtomicInteger();
              for (int i = 0; i < 6; i++) {
                List<Future<Loan>> loans = new ArrayList<>();
                for (int j = 0; j < 3; j++) {
                  Oneshot<Loan> channel = Oneshot.channel();
                  loans.add(channel.receiver());
                  crowd.addMortal(
                      "lender " + i + "." + j,
                      crowd
                          .rest()
                          .map(rested -> lend(channel.sender(), new Loan(open)))
                          .onCancel(channel.sender()::close));
                }
                int kind = simulation.random(3);
                Future<?> borrower =
                    kind == 0
                        ? Futures.race(loans).inspect(Loan::close)
                        : kind == 1
                            ? Futures.firstSuccess(loans).inspect(Loan::close)
                            : Futures.tryJoin(loans).inspect(all -> all.forEach(Loan::close));
                crowd.addMortal(
                    "borrower " + i,
                    borrower.map(done -> true).timeout(Duration.ofMillis(2)).recover(lost -> true));
              }
              crowd.join();
              assertThat(open.get()).as("loans that are still open").isZero();
            }));
  }
}
