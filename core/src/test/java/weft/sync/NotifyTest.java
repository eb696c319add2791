package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Probe;

class NotifyTest {
  private final Notify notify = Notify.create();

  @Test
  void oneNotificationIsStored() throws Exception {
    notify.notifyOne();
    notify.notifyOne();
    assertThat(Probe.of(notify.notified()).poll().isReady()).isTrue();
    assertThat(Probe.of(notify.notified()).isPending()).isTrue();
  }

  @Test
  void oneAndLastChooseTheirWaiter() throws Exception {
    Probe<Void> first = Probe.of(notify.notified());
    Probe<Void> second = Probe.of(notify.notified());
    Probe<Void> third = Probe.of(notify.notified());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(third.isPending()).isTrue();
    notify.notifyOne();
    assertThat(first.wakes()).isEqualTo(1);
    notify.notifyLast();
    assertThat(third.wakes()).isEqualTo(1);
    assertThat(second.wakes()).isZero();
    assertThat(third.poll().isReady()).isTrue();
  }

  @Test
  void notifyWaitersReachesThoseCreatedBeforeEvenIfUnpolled() throws Exception {
    Probe<Void> unpolled = Probe.of(notify.notified());
    List<Probe<Void>> waiting = new ArrayList<>();
    for (int count = 0; count < 40; count++) {
      Probe<Void> waiter = Probe.of(notify.notified());
      assertThat(waiter.isPending()).isTrue();
      waiting.add(waiter);
    }
    notify.notifyWaiters();
    for (Probe<Void> waiter : waiting) {
      assertThat(waiter.wakes()).isEqualTo(1);
      assertThat(waiter.poll().isReady()).isTrue();
    }
    assertThat(unpolled.poll().isReady()).isTrue();
    assertThat(Probe.of(notify.notified()).isPending()).isTrue(); // nothing was stored
  }

  @Test
  void anUnpolledOneOfAllLeavesTheStoredNotification() throws Exception {
    Probe<Void> early = Probe.of(notify.notified());
    notify.notifyWaiters();
    notify.notifyOne();
    assertThat(early.poll().isReady()).isTrue();
    assertThat(Probe.of(notify.notified()).poll().isReady()).isTrue();
  }

  @Test
  void aCancelledWaiterPassesItsNotificationOnToTheSameEnd() throws Exception {
    List<Probe<Void>> waiters = new ArrayList<>();
    for (int count = 0; count < 4; count++) {
      Probe<Void> waiter = Probe.of(notify.notified());
      assertThat(waiter.isPending()).isTrue();
      waiters.add(waiter);
    }
    notify.notifyLast();
    waiters.get(3).cancel();
    assertThat(waiters.get(2).wakes()).isEqualTo(1);
    notify.notifyOne();
    waiters.get(0).cancel();
    assertThat(waiters.get(1).wakes()).isEqualTo(1);
    waiters.get(1).cancel();
    assertThat(Probe.of(notify.notified()).poll().isReady()).isTrue(); // nobody left: stored
  }

  @Test
  void aCancelledOneOfAllPassesNothingOn() throws Exception {
    Probe<Void> waiter = Probe.of(notify.notified());
    assertThat(waiter.isPending()).isTrue();
    notify.notifyWaiters();
    waiter.cancel();
    assertThat(Probe.of(notify.notified()).isPending()).isTrue();
  }

  @Test
  void enableWaitsWithoutAPoll() throws Exception {
    Notify.Notified enabled = notify.notified();
    assertThat(enabled.enable()).isFalse();
    notify.notifyOne();
    assertThat(enabled.enable()).isTrue();
    assertThat(Probe.of(notify.notified()).isPending()).isTrue(); // enabled has it
    assertThat(Probe.of(enabled).poll().isReady()).isTrue();
  }

  @Test
  void enableTakesAStoredNotification() throws Exception {
    notify.notifyOne();
    Notify.Notified enabled = notify.notified();
    assertThat(enabled.enable()).isTrue();
    assertThat(Probe.of(notify.notified()).isPending()).isTrue();
    assertThat(Probe.of(enabled).poll().isReady()).isTrue();
  }

  @Test
  void theWakerOfTheLatestPollIsWoken() throws Exception {
    Notify.Notified notified = notify.notified();
    Probe<Void> first = Probe.of(notified);
    Probe<Void> second = Probe.of(notified);
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    notify.notifyOne();
    assertThat(first.wakes()).isZero();
    assertThat(second.wakes()).isEqualTo(1);
  }
}
