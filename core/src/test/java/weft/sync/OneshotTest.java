package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Probe;

class OneshotTest {

  @Test
  void aValueSentBeforeThePollIsReady() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.sender().send("a")).isTrue();
    assertThat(Probe.of(channel.receiver()).get()).isEqualTo("a");
  }

  @Test
  void sendWakesTheReceiverOnce() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    Probe<String> probe = Probe.of(channel.receiver());
    assertThat(probe.isPending()).isTrue();
    assertThat(channel.sender().send("a")).isTrue();
    assertThat(probe.wakes()).isEqualTo(1);
    assertThat(probe.get()).isEqualTo("a");
    assertThatThrownBy(probe::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theLatestWakerIsTheOneWoken() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    Probe<String> first = Probe.of(channel.receiver());
    Probe<String> second = Probe.of(channel.receiver());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(channel.sender().send("a")).isTrue();
    assertThat(first.wakes()).isZero();
    assertThat(second.wakes()).isEqualTo(1);
  }

  @Test
  void aNullValueIsAValue() throws Exception {
    Oneshot<Void> channel = Oneshot.channel();
    assertThat(channel.sender().send(null)).isTrue();
    assertThat(Probe.of(channel.receiver()).poll().isReady()).isTrue();
  }

  @Test
  void aClosedSenderFailsTheReceiver() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    Probe<String> probe = Probe.of(channel.receiver());
    assertThat(probe.isPending()).isTrue();
    channel.sender().close();
    assertThat(probe.wakes()).isEqualTo(1);
    assertThat(probe.failure()).isInstanceOf(ClosedException.class).hasMessageContaining("sender");
  }

  @Test
  void closingTheSenderAfterSendingChangesNothing() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.sender().send("a")).isTrue();
    channel.sender().close();
    assertThat(Probe.of(channel.receiver()).get()).isEqualTo("a");
  }

  @Test
  void aCancelledReceiverHandsTheValueBackToItsSender() {
    Oneshot<String> channel = Oneshot.channel();
    channel.receiver().cancel();
    assertThat(channel.sender().isClosed()).isTrue();
    assertThat(channel.sender().send("a")).isFalse();
  }

  @Test
  void cancelAfterSendGivesTheValueToUndeliveredOnce() throws Exception {
    List<String> undelivered = new ArrayList<>();
    Oneshot<String> channel = Oneshot.channel(undelivered::add);
    assertThat(Probe.of(channel.receiver()).isPending()).isTrue();
    assertThat(channel.sender().send("a")).isTrue();
    channel.receiver().cancel();
    channel.receiver().close();
    assertThat(undelivered).containsExactly("a");
  }

  @Test
  void cancelAfterSendUsesTheServicesOfTheLastPoll() throws Exception {
    var services = new Probe.ProbeServices();
    Oneshot<String> channel = Oneshot.channel();
    assertThat(Probe.of(channel.receiver(), services).isPending()).isTrue();
    assertThat(channel.sender().send("a")).isTrue();
    channel.receiver().cancel();
    assertThat(services.undelivered).containsExactly("a");
  }

  @Test
  void aDeliveredValueIsNotUndelivered() throws Exception {
    List<String> undelivered = new ArrayList<>();
    Oneshot<String> channel = Oneshot.channel(undelivered::add);
    assertThat(channel.sender().send("a")).isTrue();
    assertThat(Probe.of(channel.receiver()).get()).isEqualTo("a");
    channel.receiver().cancel();
    assertThat(undelivered).isEmpty();
  }

  @Test
  void shutdownKeepsAValueThatWasSentBefore() {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.sender().send("a")).isTrue();
    channel.receiver().shutdown();
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>("a"));
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
    assertThat(channel.receiver().isFinished()).isTrue();
  }

  @Test
  void shutdownRefusesAValueAndFailsTheReceiver() {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Empty.class);
    channel.receiver().shutdown();
    assertThat(channel.sender().send("a")).isFalse();
    assertThat(channel.receiver().tryReceive()).isInstanceOf(TryReceive.Disconnected.class);
    assertThat(Probe.of(channel.receiver()).failure()).isInstanceOf(ClosedException.class);
  }

  @Test
  void closedIsReadyWhenTheReceiverIsGivenUp() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    Probe<Void> closed = Probe.of(channel.sender().closed());
    assertThat(closed.isPending()).isTrue();
    channel.receiver().cancel();
    assertThat(closed.wakes()).isEqualTo(1);
    assertThat(closed.poll().isReady()).isTrue();
  }

  @Test
  void aCancelledClosedIsNotWoken() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    Probe<Void> closed = Probe.of(channel.sender().closed());
    assertThat(closed.isPending()).isTrue();
    closed.cancel();
    channel.receiver().cancel();
    assertThat(closed.wakes()).isZero();
  }

  @Test
  void sendingTwiceIsRefused() {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.sender().send("a")).isTrue();
    assertThatThrownBy(() -> channel.sender().send("b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anUndeliveredSenderClosesItself() {
    Oneshot<String> reply = Oneshot.channel();
    Mpsc<Oneshot.Sender<String>> requests = Mpsc.bounded(1);
    assertThat(requests.sender().trySend(reply.sender()).isSent()).isTrue();
    requests.receiver().close();
    assertThat(Probe.of(reply.receiver()).failure()).isInstanceOf(ClosedException.class);
  }

  @Test
  void withoutBudgetTheReceiverYieldsAndKeepsTheValue() throws Exception {
    Oneshot<String> channel = Oneshot.channel();
    assertThat(channel.sender().send("a")).isTrue();
    Probe<String> probe = Probe.of(channel.receiver());
    assertThat(probe.poll(0).isPending()).isTrue();
    assertThat(probe.wakes()).isEqualTo(1);
    assertThat(probe.get()).isEqualTo("a");
  }
}
