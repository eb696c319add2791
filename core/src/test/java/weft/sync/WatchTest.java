package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

class WatchTest {
  private final Watch.Sender<Integer> sender = Watch.of(0);

  @Test
  void changedWaitsForAnUnseenValue() throws Exception {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    Probe<Void> changed = Probe.of(receiver.changed());
    assertThat(changed.isPending()).isTrue();
    sender.set(1);
    sender.set(2);
    assertThat(changed.wakes()).isEqualTo(1);
    assertThat(receiver.hasChanged()).isTrue();
    assertThat(changed.poll().isReady()).isTrue();
    assertThat(receiver.hasChanged()).isFalse();
    assertThat(receiver.get()).isEqualTo(2);
    assertThat(Probe.of(receiver.changed()).isPending()).isTrue();
  }

  @Test
  void settingAnEqualValueIsAChangeButUpdatingToItIsNot() {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    sender.update(value -> value);
    assertThat(receiver.hasChanged()).isFalse();
    sender.set(sender.get());
    assertThat(receiver.hasChanged()).isTrue();
  }

  @Test
  void anUpdateThatThrowsChangesNothingAndLocksNothing() throws Exception {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    Probe<Void> changed = Probe.of(receiver.changed());
    assertThat(changed.isPending()).isTrue();
    assertThatThrownBy(
            () ->
                sender.update(
                    value -> {
                      throw new IllegalArgumentException("planted");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(changed.wakes()).isZero();
    sender.update(value -> value + 5);
    assertThat(changed.poll().isReady()).isTrue();
    assertThat(receiver.getAndMarkSeen()).isEqualTo(5);
  }

  @Test
  void afterTheLastSenderAnUnseenValueIsSeenAndThenItFails() throws Exception {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    Watch.Sender<Integer> copy = sender.copy();
    Probe<Void> changed = Probe.of(receiver.changed());
    sender.set(1);
    sender.close();
    sender.close();
    copy.close();
    assertThat(changed.poll().isReady()).isTrue();
    assertThat(Probe.of(receiver.changed()).failure()).isInstanceOf(ClosedException.class);
    assertThat(Probe.of(receiver.waitFor(value -> value == 1)).get()).isEqualTo(1);
    assertThat(Probe.of(receiver.waitFor(value -> value == 2)).failure())
        .isInstanceOf(ClosedException.class);
    assertThatThrownBy(sender::copy).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theLastSenderWakesThoseWhoWait() throws Exception {
    Probe<Void> changed = Probe.of(sender.subscribe().changed());
    assertThat(changed.isPending()).isTrue();
    sender.close();
    assertThat(changed.wakes()).isEqualTo(1);
    assertThat(changed.failure()).isInstanceOf(ClosedException.class);
  }

  @Test
  void waitForChecksTheCurrentValueFirstAndSkipsOthers() throws Exception {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    assertThat(Probe.of(receiver.waitFor(value -> value == 0)).get()).isZero();
    Probe<Integer> three = Probe.of(receiver.waitFor(value -> value == 3));
    assertThat(three.isPending()).isTrue();
    sender.set(2);
    assertThat(three.isPending()).isTrue();
    sender.set(3);
    assertThat(three.get()).isEqualTo(3);
    Throwable planted = new IllegalArgumentException("planted");
    assertThat(
            Probe.of(
                    receiver.waitFor(
                        value -> {
                          throw (RuntimeException) planted;
                        }))
                .failure())
        .isSameAs(planted);
    sender.set(4);
    assertThat(receiver.get()).isEqualTo(4);
  }

  @Test
  void aCancelledWaiterIsNotWoken() throws Exception {
    Probe<Void> changed = Probe.of(sender.subscribe().changed());
    assertThat(changed.isPending()).isTrue();
    changed.cancel();
    sender.set(1);
    assertThat(changed.wakes()).isZero();
  }

  @Test
  void marksAndCopies() {
    Watch.Receiver<Integer> receiver = sender.subscribe();
    receiver.markChanged();
    assertThat(receiver.hasChanged()).isTrue();
    assertThat(receiver.copy().hasChanged()).isTrue();
    receiver.markSeen();
    assertThat(receiver.copy().hasChanged()).isFalse();
  }

  @Test
  void closedIsReadyWhenTheLastReceiverGoes() throws Exception {
    assertThat(Probe.of(sender.closed()).poll().isReady()).isTrue();
    Watch.Receiver<Integer> receiver = sender.subscribe();
    Probe<Void> closed = Probe.of(sender.closed());
    assertThat(closed.isPending()).isTrue();
    assertThat(closed.isPending()).isTrue();
    receiver.close();
    receiver.close();
    assertThat(sender.receiverCount()).isZero();
    assertThat(closed.wakes()).isEqualTo(1);
    assertThat(closed.poll().isReady()).isTrue();
  }
}
