package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import weft.future.CancelEverywhere;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Probe.ProbeServices;

/**
 * Several tasks that work together through one primitive, joined into one future, are given up at
 * each of their suspension points: afterwards no value, no permit and no notification is missing.
 */
class SyncCancellationTest {

  /** Runs {@code body} one after the other. */
  private static Future<Void> times(int count, IntFunction<Future<?>> body) {
    return times(0, count, body);
  }

  private static Future<Void> times(int from, int to, IntFunction<Future<?>> body) {
    if (from == to) {
      return Futures.done();
    }
    return Futures.defer(() -> body.apply(from).map(x -> x))
        .then(ignored -> times(from + 1, to, body));
  }

  private static CancelEverywhere.Scenario scenario(Future<?> future, Runnable verify) {
    return new CancelEverywhere.Scenario() {
      @Override
      public Future<?> future() {
        return future;
      }

      @Override
      public void verify(Object delivered, ProbeServices services) {
        verify.run();
      }
    };
  }

  private static void check(Supplier<CancelEverywhere.Scenario> scenarios, int fewestRuns) {
    assertThat(CancelEverywhere.check(scenarios)).isGreaterThanOrEqualTo(fewestRuns);
  }

  @Test
  void mpscLosesAndDoublesNothing() {
    check(
        () -> {
          List<Integer> made = new ArrayList<>();
          List<Integer> ended = new ArrayList<>();
          Mpsc<Integer> channel = Mpsc.bounded(1, ended::add);
          Mpsc.Sender<Integer> other = channel.sender().copy();
          IntFunction<Future<?>> make =
              value -> {
                made.add(value);
                return (value % 2 == 0 ? channel.sender() : other).send(value);
              };
          Future<Void> sending = times(5, make);
          Future<Void> also = times(5, value -> make.apply(value + 10));
          Future<Void> receiving =
              times(10, ignored -> channel.receiver().receive().inspect(ended::add));
          return scenario(
              Futures.join(List.of(sending, also, receiving)),
              () -> {
                channel.receiver().close();
                assertThat(ended).containsExactlyInAnyOrderElementsOf(made);
                assertThat(channel.sender().capacity()).isEqualTo(1);
              });
        },
        5);
  }

  @Test
  void mpscPermitsComeBack() {
    check(
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(3);
          List<Integer> received = new ArrayList<>();
          Future<Void> big =
              times(
                  3,
                  round ->
                      channel
                          .sender()
                          .reserveMany(3)
                          .then(
                              permit ->
                                  Futures.yieldNow()
                                      .onCancel(permit::close)
                                      .inspect(
                                          done -> {
                                            permit.send(round);
                                            permit.close();
                                          })));
          Future<Void> small = times(6, value -> channel.sender().send(value + 10));
          Future<Void> receiving =
              times(
                  4,
                  round ->
                      channel.receiver().receiveMany(received, 2).then(n -> Futures.yieldNow()));
          return scenario(
              Futures.join(List.of(big, small, receiving)),
              () ->
                  assertThat(channel.sender().capacity() + channel.receiver().length())
                      .isEqualTo(3));
        },
        5);
  }

  @Test
  void semaphorePermitsComeBack() {
    check(
        () -> {
          Semaphore semaphore = Semaphore.withPermits(2);
          List<Future<Void>> workers = new ArrayList<>();
          for (int worker = 0; worker < 4; worker++) {
            int permits = 1 + worker % 2;
            workers.add(
                times(
                    3,
                    round ->
                        semaphore
                            .acquireMany(permits)
                            .then(
                                permit ->
                                    Futures.yieldNow()
                                        .onCancel(permit::close)
                                        .inspect(done -> permit.close()))));
          }
          return scenario(
              Futures.join(workers), () -> assertThat(semaphore.availablePermits()).isEqualTo(2));
        },
        8);
  }

  @Test
  void mutexIsFreeAgain() {
    check(
        () -> {
          Mutex<int[]> mutex = Mutex.of(new int[1]);
          List<Future<Void>> workers = new ArrayList<>();
          for (int worker = 0; worker < 3; worker++) {
            workers.add(
                times(
                    3,
                    round ->
                        mutex
                            .lock()
                            .then(
                                guard -> {
                                  assertThat(guard.get()[0]++).isZero();
                                  Runnable leave =
                                      () -> {
                                        guard.get()[0]--;
                                        guard.close();
                                      };
                                  return Futures.yieldNow()
                                      .onCancel(leave)
                                      .inspect(done -> leave.run());
                                })));
          }
          return scenario(Futures.join(workers), () -> assertThat(mutex.isLocked()).isFalse());
        },
        8);
  }

  @Test
  void oneshotDeliversHandsBackOrDiscards() {
    check(
        () -> {
          List<String> ended = new ArrayList<>();
          AtomicInteger sent = new AtomicInteger();
          Oneshot<String> channel = Oneshot.channel(ended::add);
          Future<Void> sending =
              Futures.yieldNow()
                  .then(done -> Futures.yieldNow())
                  .inspect(done -> sent.addAndGet(channel.sender().send("v") ? 1 : 0));
          // Polled again after the send, so that there is a suspension point with the value inside.
          Future<String> receiving =
              Futures.unconstrained(times(3, round -> Futures.yieldNow()))
                  .then(done -> channel.receiver())
                  .onCancel(() -> channel.receiver().cancel());
          return scenario(
              Futures.join(
                  sending,
                  receiving,
                  (done, value) -> {
                    ended.add(value);
                    return value;
                  }),
              () -> assertThat(ended).hasSize(sent.get()));
        },
        4);
  }

  @Test
  void broadcastKeepsNothingForThoseWhoLeft() {
    check(
        () -> {
          Broadcast.Sender<Integer> sender = Broadcast.bounded(4);
          Broadcast.Receiver<Integer> first = sender.subscribe();
          Broadcast.Receiver<Integer> second = sender.subscribe();
          Future<Void> sending =
              times(4, value -> Futures.lazy(() -> sender.send(value)).then(n -> yieldOnce()));
          Future<Void> one = times(4, round -> first.receive().onCancel(first::close));
          Future<Void> two = times(2, round -> second.receive().onCancel(second::close));
          return scenario(
              Futures.join(List.of(sending, one, two)),
              () -> {
                first.close();
                second.close();
                assertThat(sender.length()).isZero();
                assertThat(sender.receiverCount()).isZero();
              });
        },
        5);
  }

  private static Future<Void> yieldOnce() {
    return Futures.yieldNow();
  }

  @Test
  void aNotificationIsReceivedOrStored() {
    check(
        () -> {
          Notify notify = Notify.create();
          AtomicInteger given = new AtomicInteger();
          AtomicInteger received = new AtomicInteger();
          Future<Void> notifying =
              times(3, round -> Futures.yieldNow())
                  .inspect(
                      done -> {
                        given.incrementAndGet();
                        notify.notifyOne();
                      });
          Future<?> first = notify.notified().inspect(done -> received.incrementAndGet());
          Future<?> second = notify.notified().inspect(done -> received.incrementAndGet());
          return scenario(
              Futures.race(List.of(notifying.then(d -> Futures.pending()), first, second)),
              () -> {
                boolean stored = notify.notified().enable();
                assertThat(received.get() + (stored ? 1 : 0)).isEqualTo(given.get());
              });
        },
        4);
  }

  @Test
  void aTokenDoesNotWakeThoseWhoLeft() {
    check(
        () -> {
          CancellationToken token = CancellationToken.create();
          AtomicInteger late = new AtomicInteger();
          Future<Void> cancelling =
              times(3, round -> Futures.yieldNow()).inspect(done -> token.cancel());
          boolean[] given = {false};
          Future<Void> watching =
              token
                  .child()
                  .cancelled()
                  .onCancel(() -> given[0] = true)
                  .inspect(done -> late.addAndGet(given[0] ? 1 : 0));
          return scenario(
              Futures.join(List.of(cancelling, token.cancelled(), watching)),
              () -> {
                token.cancel();
                assertThat(late).hasValue(0);
              });
        },
        4);
  }

  @Test
  void closedForgetsThoseWhoLeft() {
    check(
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(1);
          Oneshot<Integer> oneshot = Oneshot.channel();
          Broadcast.Sender<Integer> broadcast = Broadcast.bounded(1);
          Broadcast.Receiver<Integer> receiver = broadcast.subscribe();
          Future<Void> closing =
              times(2, round -> Futures.yieldNow())
                  .inspect(
                      done -> {
                        channel.receiver().close();
                        oneshot.receiver().close();
                        receiver.close();
                      });
          return scenario(
              Futures.join(
                  List.of(
                      closing,
                      channel.sender().closed(),
                      oneshot.sender().closed(),
                      broadcast.closed())),
              () -> {
                channel.receiver().close();
                assertThat(channel.sender().isClosed()).isTrue();
              });
        },
        3);
  }
}
