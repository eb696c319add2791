package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Probe;

class MpscTest {
  private final List<Object> undelivered = new ArrayList<>();

  @Test
  void valuesArriveInOrder() throws Exception {
    Mpsc<Integer> channel = Mpsc.unbounded();
    for (int value = 0; value < 100; value++) {
      assertThat(channel.sender().trySend(value).isSent()).isTrue();
    }
    for (int value = 0; value < 100; value++) {
      assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(value);
    }
    channel.sender().close();
    assertThat(Probe.of(channel.receiver().receive()).get()).isNull();
  }

  @Test
  void aSendWakesTheWaitingReceiver() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    Probe.of(channel.sender().send(1)).get();
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isEqualTo(1);
    assertThatThrownBy(receive::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFullChannelMakesSendersWaitInOrder() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    assertThat(channel.sender().trySend(9)).isEqualTo(new TrySend.Full<>(9));
    Probe<Void> second = Probe.of(channel.sender().send(2));
    Probe<Void> third = Probe.of(channel.sender().send(3));
    assertThat(second.isPending()).isTrue();
    assertThat(third.isPending()).isTrue();
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(1);
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(third.wakes()).isZero();
    assertThat(channel.sender().trySend(9)).isEqualTo(new TrySend.Full<>(9));
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(2);
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(3);
    assertThat(second.poll().isReady()).isTrue();
    assertThat(third.poll().isReady()).isTrue();
  }

  @Test
  void aCancelledSendIsUndeliveredUnlessItWasSent() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1, undelivered::add);
    Probe<Void> unpolled = Probe.of(channel.sender().send(0));
    unpolled.cancel();
    assertThat(undelivered).containsExactly(0);
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    Probe<Void> second = Probe.of(channel.sender().send(2));
    assertThat(second.isPending()).isTrue();
    second.cancel();
    assertThat(undelivered).containsExactly(0, 2);
    Probe<Void> third = Probe.of(channel.sender().send(3));
    assertThat(third.isPending()).isTrue();
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(1));
    third.cancel(); // was sent already
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(3));
    assertThat(undelivered).containsExactly(0, 2);
  }

  @Test
  void closingTheReceiverHandsEverythingToUndelivered() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(3, undelivered::add);
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    assertThat(channel.sender().trySend(2).isSent()).isTrue();
    Probe<Void> waiting = Probe.of(channel.sender().send(3));
    assertThat(waiting.isPending()).isTrue();
    channel.receiver().close();
    assertThat(undelivered).containsExactly(1, 2);
    assertThat(waiting.wakes()).isEqualTo(1);
    assertThat(waiting.failure()).isInstanceOf(ClosedException.class);
    assertThat(undelivered).containsExactly(1, 2, 3);
    permit.send(4);
    assertThat(undelivered).containsExactly(1, 2, 3, 4);
    assertThat(channel.sender().trySend(5)).isEqualTo(new TrySend.Closed<>(5));
    assertThat(channel.sender().isClosed()).isTrue();
  }

  @Test
  void closingGoesOnWhenAValueThrows() {
    List<Integer> seen = new ArrayList<>();
    Mpsc<Integer> channel =
        Mpsc.unbounded(
            value -> {
              seen.add(value);
              throw new IllegalStateException("planted");
            });
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    assertThat(channel.sender().trySend(2).isSent()).isTrue();
    channel.receiver().close();
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void capacityIsExactUnderReserveAndCancel() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(3);
    Mpsc.Permit<Integer> permit = channel.sender().tryReserveMany(2);
    assertThat(channel.sender().capacity()).isEqualTo(1);
    permit.send(1);
    assertThat(permit.remaining()).isEqualTo(1);
    assertThat(channel.sender().capacity()).isEqualTo(1);
    permit.close();
    assertThat(channel.sender().capacity()).isEqualTo(2);
    Probe<Mpsc.Permit<Integer>> three = Probe.of(channel.sender().reserveMany(3));
    assertThat(three.isPending()).isTrue();
    assertThat(channel.sender().capacity()).isZero();
    three.cancel();
    assertThat(channel.sender().capacity()).isEqualTo(2);
    assertThat(channel.receiver().length()).isEqualTo(1);
    assertThatThrownBy(() -> channel.sender().reserveMany(4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Probe.of(channel.sender().reserveMany(0)).get().remaining()).isZero();
  }

  @Test
  void afterShutdownTheReceiverWaitsForEveryPermit() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(2);
    Mpsc.Permit<Integer> first = channel.sender().tryReserve();
    Mpsc.Permit<Integer> second = channel.sender().tryReserve();
    channel.receiver().shutdown();
    assertThat(channel.sender().trySend(0)).isEqualTo(new TrySend.Closed<>(0));
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Empty.class);
    first.send(1);
    assertThat(receive.get()).isEqualTo(1);
    Probe<Integer> end = Probe.of(channel.receiver().receive());
    assertThat(end.isPending()).isTrue();
    second.close();
    assertThat(end.wakes()).isEqualTo(1);
    assertThat(end.get()).isNull();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
  }

  @Test
  void aGrantedReserveThatIsCancelledAfterShutdownEndsTheChannel() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    Probe<Mpsc.Permit<Integer>> reserve = Probe.of(channel.sender().reserve());
    assertThat(reserve.isPending()).isTrue();
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(1); // grants
    channel.receiver().shutdown();
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    reserve.cancel();
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isNull();
  }

  @Test
  void aGrantedReserveThatIsCancelledPassesItsPlaceOn() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    Probe<Mpsc.Permit<Integer>> first = Probe.of(channel.sender().reserve());
    Probe<Void> second = Probe.of(channel.sender().send(2));
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(1);
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    first.cancel();
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isEqualTo(2);
  }

  @Test
  void theLastSenderEndsTheChannel() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    Mpsc.Sender<Integer> copy = channel.sender().copy();
    Probe<Integer> receive = Probe.of(channel.receiver().receive());
    assertThat(receive.isPending()).isTrue();
    channel.sender().close();
    channel.sender().close();
    assertThat(receive.wakes()).isZero();
    assertThat(channel.receiver().isClosed()).isFalse();
    copy.close();
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isNull();
    assertThat(channel.receiver().isClosed()).isTrue();
    assertThatThrownBy(copy::copy).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void weakSendersDoNotKeepTheChannelOpen() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    Mpsc.WeakSender<Integer> weak = channel.sender().downgrade();
    assertThat(channel.sender().weakSenderCount()).isEqualTo(1);
    Mpsc.Sender<Integer> upgraded = weak.upgrade();
    assertThat(upgraded.senderCount()).isEqualTo(2);
    assertThat(upgraded.isSameChannel(channel.sender())).isTrue();
    upgraded.close();
    Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
    channel.sender().close();
    Mpsc.Sender<Integer> throughPermit = weak.upgrade();
    assertThat(throughPermit).isNotNull();
    throughPermit.close();
    permit.close();
    assertThat(weak.upgrade()).isNull();
    assertThat(Probe.of(channel.receiver().receive()).get()).isNull();
    weak.close();
    weak.close();
    assertThat(channel.sender().weakSenderCount()).isZero();
  }

  @Test
  void receiveManyDrainsUpToTheLimit() throws Exception {
    Mpsc<Integer> channel = Mpsc.unbounded();
    List<Integer> buffer = new ArrayList<>(List.of(-1));
    assertThat(Probe.of(channel.receiver().receiveMany(buffer, 0)).get()).isZero();
    Probe<Integer> many = Probe.of(channel.receiver().receiveMany(buffer, 3));
    assertThat(many.isPending()).isTrue();
    for (int value = 0; value < 5; value++) {
      assertThat(channel.sender().trySend(value).isSent()).isTrue();
    }
    assertThat(many.wakes()).isEqualTo(1);
    assertThat(many.get()).isEqualTo(3);
    assertThat(Probe.of(channel.receiver().receiveMany(buffer, 3)).get()).isEqualTo(2);
    assertThat(buffer).containsExactly(-1, 0, 1, 2, 3, 4);
    channel.sender().close();
    assertThat(Probe.of(channel.receiver().receiveMany(buffer, 3)).get()).isZero();
  }

  @Test
  void aCancelledReceiveLosesNothing() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(2);
    Probe<Integer> cancelled = Probe.of(channel.receiver().receive());
    assertThat(cancelled.isPending()).isTrue();
    cancelled.cancel();
    assertThat(channel.sender().trySend(1).isSent()).isTrue();
    assertThat(cancelled.wakes()).isZero();
    Probe<Integer> woken = Probe.of(channel.receiver().receive());
    woken.cancel();
    assertThat(Probe.of(channel.receiver().receive()).get()).isEqualTo(1);
  }

  @Test
  void sendersSeeTheReceiverGo() throws Exception {
    Mpsc<Integer> channel = Mpsc.bounded(1);
    Probe<Void> first = Probe.of(channel.sender().closed());
    Probe<Void> second = Probe.of(channel.sender().closed());
    Probe<Void> cancelled = Probe.of(channel.sender().closed());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(cancelled.isPending()).isTrue();
    cancelled.cancel();
    channel.receiver().close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(cancelled.wakes()).isZero();
    assertThat(first.poll().isReady()).isTrue();
  }

  @Test
  void aFullChannelYieldsAtExactlyTheBudget() throws Exception {
    Mpsc<Integer> channel = Mpsc.unbounded();
    for (int value = 0; value < 200; value++) {
      assertThat(channel.sender().trySend(value).isSent()).isTrue();
    }
    int[] received = {0};
    Probe<Void> loop =
        Probe.of(
            cx -> {
              while (channel.receiver().pollReceive(cx).isReady()) {
                received[0]++;
              }
              return weft.future.Poll.pending();
            });
    assertThat(loop.poll(128).isPending()).isTrue();
    assertThat(received[0]).isEqualTo(128);
    assertThat(loop.wakes()).isEqualTo(1);
  }
}
