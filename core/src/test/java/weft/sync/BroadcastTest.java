package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import weft.future.Probe;
import weft.future.Waker;

class BroadcastTest {

  @Test
  void everyReceiverGetsTheSameObject() throws Exception {
    Broadcast.Sender<Object> sender = Broadcast.bounded(2);
    Broadcast.Receiver<Object> first = sender.subscribe();
    Broadcast.Receiver<Object> second = sender.subscribe();
    Object value = new Object();
    assertThat(sender.send(value)).isEqualTo(2);
    assertThat(Probe.of(first.receive()).get()).isSameAs(value);
    assertThat(sender.length()).isEqualTo(1);
    assertThat(Probe.of(second.receive()).get()).isSameAs(value);
    assertThat(sender.isEmpty()).isTrue();
  }

  @Test
  void withoutReceiversNothingIsKept() {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    assertThat(sender.send(1)).isZero();
    Broadcast.Receiver<Integer> late = sender.subscribe();
    assertThat(late.tryReceive()).isInstanceOf(TryReceive.Empty.class);
  }

  @Test
  void aSendWakesAllWhoWait() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    Probe<Integer> first = Probe.of(sender.subscribe().receive());
    Probe<Integer> second = Probe.of(sender.subscribe().receive());
    Probe<Integer> cancelled = Probe.of(sender.subscribe().receive());
    assertThat(first.isPending()).isTrue();
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(cancelled.isPending()).isTrue();
    cancelled.cancel();
    assertThat(sender.send(1)).isEqualTo(3);
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(cancelled.wakes()).isZero();
    assertThat(first.get()).isEqualTo(1);
    assertThatThrownBy(first::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSlowReceiverIsToldExactlyHowManyItMissed() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(3); // no power of two: the count is exact
    Broadcast.Receiver<Integer> slow = sender.subscribe();
    Broadcast.Receiver<Integer> fast = sender.subscribe();
    for (int value = 0; value < 8; value++) {
      assertThat(sender.send(value)).isEqualTo(2);
      assertThat(Probe.of(fast.receive()).get()).isEqualTo(value);
    }
    assertThat(slow.length()).isEqualTo(8);
    Throwable lagged = Probe.of(slow.receive()).failure();
    assertThat(lagged).isInstanceOf(LaggedException.class);
    assertThat(((LaggedException) lagged).missed()).isEqualTo(5);
    for (int value = 5; value < 8; value++) {
      assertThat(Probe.of(slow.receive()).get()).isEqualTo(value);
    }
    assertThat(slow.isEmpty()).isTrue();
  }

  @Test
  void lagOfASingleSlot() {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(1);
    Broadcast.Receiver<Integer> receiver = sender.subscribe();
    assertThat(sender.send(1)).isEqualTo(1);
    assertThat(sender.send(2)).isEqualTo(1);
    LaggedException lagged = catchThrowableOfType(LaggedException.class, receiver::tryReceive);
    assertThat(lagged.missed()).isEqualTo(1);
    assertThat(receiver.tryReceive()).isEqualTo(new TryReceive.Received<>(2));
  }

  @Test
  void theEndComesAfterTheValues() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    Broadcast.Sender<Integer> copy = sender.copy();
    Broadcast.Receiver<Integer> receiver = sender.subscribe();
    assertThat(sender.send(1)).isEqualTo(1);
    sender.close();
    sender.close();
    assertThatThrownBy(() -> sender.send(2)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(sender::copy).isInstanceOf(IllegalStateException.class);
    assertThat(Probe.of(receiver.receive()).get()).isEqualTo(1);
    Probe<Integer> end = Probe.of(receiver.receive());
    assertThat(end.isPending()).isTrue();
    copy.close();
    assertThat(end.wakes()).isEqualTo(1);
    assertThat(end.get()).isNull();
    assertThat(receiver.tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
  }

  @Test
  void resubscribeStartsAtTheTail() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    Broadcast.Receiver<Integer> receiver = sender.subscribe();
    assertThat(sender.send(1)).isEqualTo(1);
    Broadcast.Receiver<Integer> second = receiver.resubscribe();
    assertThat(second.tryReceive()).isInstanceOf(TryReceive.Empty.class);
    assertThat(sender.send(2)).isEqualTo(2);
    assertThat(Probe.of(second.receive()).get()).isEqualTo(2);
    assertThat(Probe.of(receiver.receive()).get()).isEqualTo(1);
  }

  @Test
  void closingASlowReceiverLetsGoOfItsValues() {
    Broadcast.Sender<Object> sender = Broadcast.bounded(8);
    Broadcast.Receiver<Object> slow = sender.subscribe();
    Object value = new Object();
    WeakReference<Object> watched = new WeakReference<>(value);
    assertThat(sender.send(value)).isEqualTo(1);
    value = null;
    assertThat(sender.length()).isEqualTo(1);
    slow.close();
    slow.close();
    assertThat(sender.length()).isZero();
    assertThat(sender.receiverCount()).isZero();
    for (int attempt = 0; attempt < 50 && watched.get() != null; attempt++) {
      System.gc();
    }
    assertThat(watched.get()).isNull();
  }

  @Test
  void closedIsReadyWhenTheLastReceiverGoesAndSubscribingReopens() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    Broadcast.Receiver<Integer> receiver = sender.subscribe();
    Probe<Void> closed = Probe.of(sender.closed());
    assertThat(closed.isPending()).isTrue();
    assertThat(closed.isPending()).isTrue();
    receiver.close();
    assertThat(closed.wakes()).isEqualTo(1);
    Broadcast.Receiver<Integer> next = sender.subscribe();
    assertThat(closed.poll().isReady()).isTrue();
    assertThat(Probe.of(sender.closed()).isPending()).isTrue();
    assertThat(sender.send(1)).isEqualTo(1);
    assertThat(next.tryReceive()).isEqualTo(new TryReceive.Received<>(1));
  }

  @Test
  void aWakerMaySendWithoutDeadlock() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(4);
    Broadcast.Receiver<Integer> receiver = sender.subscribe();
    Waker sending = () -> assertThat(sender.send(2)).isEqualTo(1);
    assertThat(receiver.pollReceive(weft.future.Context.of(sending)).isPending()).isTrue();
    assertThat(sender.send(1)).isEqualTo(1);
    assertThat(Probe.of(receiver.receive()).get()).isEqualTo(1);
    assertThat(Probe.of(receiver.receive()).get()).isEqualTo(2);
  }

  @Test
  void aWakerThatThrowsDoesNotKeepOthersFromBeingWoken() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(4);
    Broadcast.Receiver<Integer> bad = sender.subscribe();
    Waker throwing =
        () -> {
          throw new IllegalStateException("planted");
        };
    assertThat(bad.pollReceive(weft.future.Context.of(throwing)).isPending()).isTrue();
    Probe<Integer> good = Probe.of(sender.subscribe().receive());
    assertThat(good.isPending()).isTrue();
    assertThat(sender.send(1)).isEqualTo(2);
    assertThat(good.wakes()).isEqualTo(1);
    assertThat(good.get()).isEqualTo(1);
    assertThat(bad.tryReceive()).isEqualTo(new TryReceive.Received<>(1));
  }

  @Test
  void withoutBudgetNothingIsReceived() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(4);
    Probe<Integer> receive = Probe.of(sender.subscribe().receive());
    assertThat(sender.send(1)).isEqualTo(1);
    assertThat(receive.poll(0).isPending()).isTrue();
    assertThat(receive.wakes()).isEqualTo(1);
    assertThat(receive.get()).isEqualTo(1);
  }
}
