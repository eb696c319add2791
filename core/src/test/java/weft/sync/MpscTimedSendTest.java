package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Probe;
import weft.future.Services;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;

class MpscTimedSendTest {
  private final List<Object> undelivered = new ArrayList<>();
  private final Mpsc<Integer> channel = Mpsc.bounded(1, undelivered::add);
  private final HandTimers timers = new HandTimers();
  private int wakes;

  /** A clock moved by hand, with timers that count their cancellations. */
  private static final class HandTimers implements Timers, Services {
    long now;
    int cancelled;
    int made;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Timer timer(long deadlineNanos) {
      made++;
      return new Timer() {
        @Override
        public boolean pollElapsed(Waker waker) {
          return now - deadlineNanos >= 0;
        }

        @Override
        public void reset(long deadline) {
          throw new AssertionError("not needed");
        }

        @Override
        public long deadlineNanos() {
          return deadlineNanos;
        }

        @Override
        public void cancel() {
          cancelled++;
        }
      };
    }

    @Override
    public Timers timers() {
      return this;
    }

    @Override
    public Spawner spawner() {
      return null;
    }

    @Override
    public int random(int bound) {
      return 0;
    }

    @Override
    public void defer(Waker waker) {
      waker.wake();
    }
  }

  private <T> Poll<T> poll(Future<T> future) throws Exception {
    ContextControl control = ContextControl.create(timers);
    control.begin(() -> wakes++, ContextControl.UNCONSTRAINED);
    return future.poll(control.context());
  }

  private Future<TrySend<Integer>> timedSend(int value) {
    return channel.sender().sendTimeout(value, Duration.ofNanos(100));
  }

  @Test
  void withRoomNoTimerIsMade() throws Exception {
    assertThat(poll(timedSend(1)).get().isSent()).isTrue();
    assertThat(timers.made).isZero();
  }

  @Test
  void afterTheTimeTheValueIsTheCallersAgain() throws Exception {
    assertThat(channel.sender().trySend(0).isSent()).isTrue();
    Future<TrySend<Integer>> send = timedSend(1);
    assertThat(poll(send).isPending()).isTrue();
    timers.now = 99;
    assertThat(poll(send).isPending()).isTrue();
    timers.now = 100;
    assertThat(poll(send).get()).isEqualTo(new TrySend.Full<>(1));
    assertThat(undelivered).isEmpty();
    assertThat(channel.receiver().length()).isEqualTo(1);
  }

  @Test
  void roomInTimeStopsTheTimer() throws Exception {
    assertThat(channel.sender().trySend(0).isSent()).isTrue();
    Future<TrySend<Integer>> send = timedSend(1);
    assertThat(poll(send).isPending()).isTrue();
    assertThat(channel.receiver().tryReceive()).isEqualTo(new TryReceive.Received<>(0));
    assertThat(wakes).isEqualTo(1);
    timers.now = 1000; // both at once: it is sent
    assertThat(poll(send).get().isSent()).isTrue();
    assertThat(timers.cancelled).isEqualTo(1);
  }

  @Test
  void closedGivesTheValueBack() throws Exception {
    assertThat(channel.sender().trySend(0).isSent()).isTrue();
    Future<TrySend<Integer>> send = timedSend(1);
    assertThat(poll(send).isPending()).isTrue();
    channel.receiver().close();
    assertThat(poll(send).get()).isEqualTo(new TrySend.Closed<>(1));
    assertThat(undelivered).containsExactly(0);
    assertThat(timers.cancelled).isEqualTo(1);
  }

  @Test
  void cancelledItIsUndeliveredAndTheTimerIsStopped() throws Exception {
    assertThat(channel.sender().trySend(0).isSent()).isTrue();
    Future<TrySend<Integer>> send = timedSend(1);
    assertThat(poll(send).isPending()).isTrue();
    send.cancel();
    assertThat(undelivered).containsExactly(1);
    assertThat(timers.cancelled).isEqualTo(1);
  }

  @Test
  void anExecutorWithoutTimersIsTold() {
    assertThat(channel.sender().trySend(0).isSent()).isTrue();
    assertThat(Probe.of(timedSend(1)).failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("timers");
    assertThat(undelivered).containsExactly(1);
  }
}
