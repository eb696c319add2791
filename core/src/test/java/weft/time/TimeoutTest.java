package weft.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;

class TimeoutTest {
  private final TimeHarness time = new TimeHarness();
  private final Scripted scripted = new Scripted();

  /** A future that does what the test says, and counts. */
  private static final class Scripted implements Future<String> {
    Poll<String> answer = Poll.pending();
    int polls;
    int cancels;
    boolean exhausts;

    @Override
    public Poll<String> poll(Context cx) {
      polls++;
      while (exhausts && cx.proceed()) {
        // takes all there is, as a busy channel's receiver would
      }
      return answer;
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void futureThatIsReadyAtOnceTouchesNoTimer() throws Exception {
    scripted.answer = Poll.ready("done");
    assertThat(time.poll(scripted.timeout(millis(5))).get()).isEqualTo("done");
    assertThat(time.driver.registeredCount()).isZero();
    assertThat(scripted.cancels).isZero();
  }

  @Test
  void futureThatFinishesInTimeTakesItsTimerAway() throws Exception {
    Future<String> timeout = Time.timeout(millis(5), scripted);
    assertThat(time.poll(timeout).isPending()).isTrue();
    assertThat(time.driver.registeredCount()).isEqualTo(1);
    time.advanceMillis(4);
    scripted.answer = Poll.ready("done");
    assertThat(time.poll(timeout).get()).isEqualTo("done");
    assertThat(time.driver.registeredCount()).isZero();
  }

  @Test
  void futureThatIsTooLateIsCancelledAndTheLimitNamed() throws Exception {
    Future<String> timeout = scripted.timeout(millis(1_500));
    assertThat(time.poll(timeout).isPending()).isTrue();
    time.advanceMillis(1_500);
    assertThat(time.wakes).hasValue(1);
    assertThatThrownBy(() -> time.poll(timeout))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("not finished within PT1.5S");
    assertThat(scripted.cancels).isEqualTo(1);
    timeout.cancel(); // as the poller that sees a throw does
    assertThat(scripted.cancels).isEqualTo(1);
  }

  @Test
  void simultaneousCompletionWins() throws Exception {
    Future<String> timeout = scripted.timeout(millis(5));
    assertThat(time.poll(timeout).isPending()).isTrue();
    time.advanceMillis(50);
    scripted.answer = Poll.ready("just in time");
    assertThat(time.poll(timeout).get()).isEqualTo("just in time");
  }

  @Test
  void passedDeadlineStillPollsOnce() throws Exception {
    scripted.answer = Poll.ready("ready");
    assertThat(time.poll(Time.timeoutAt(time.now().minus(millis(5)), scripted)).get())
        .isEqualTo("ready");
    Scripted pending = new Scripted();
    assertThatThrownBy(() -> time.poll(Time.timeoutAt(time.now(), pending)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("not finished by the deadline");
    assertThat(pending.polls).isEqualTo(1);
    assertThat(pending.cancels).isEqualTo(1);
    Scripted zero = new Scripted();
    assertThatThrownBy(() -> time.poll(zero.timeout(Duration.ZERO)))
        .isInstanceOf(TimeoutException.class);
    assertThat(zero.polls).isEqualTo(1);
  }

  @Test
  void limitCountsFromTheFirstPoll() throws Exception {
    Future<String> timeout = scripted.timeout(millis(10));
    time.advanceMillis(100);
    assertThat(time.poll(timeout).isPending()).isTrue();
    time.advanceMillis(9);
    assertThat(time.wakes).hasValue(0);
    time.advanceMillis(1);
    assertThat(time.wakes).hasValue(1);
  }

  @Test
  void futureThatAlwaysUsesUpTheBudgetIsStillTimedOut() throws Exception {
    scripted.exhausts = true;
    Future<String> timeout = scripted.timeout(millis(5));
    for (int i = 0; i < 4; i++) {
      assertThat(time.poll(timeout).isPending()).isTrue();
      time.advanceMillis(1);
    }
    time.advanceMillis(1);
    assertThatThrownBy(() -> time.poll(timeout)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void withoutAnyBudgetTheTimerYieldsToo() throws Exception {
    Future<String> timeout = scripted.timeout(Duration.ZERO);
    assertThat(time.poll(timeout, 0).isPending()).isTrue();
    assertThat(time.deferred).hasValue(1);
    assertThatThrownBy(() -> time.poll(timeout, 1)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void failureOfTheFuturePassesAndTakesTheTimerAway() throws Exception {
    boolean[] fail = new boolean[1];
    Future<String> failing =
        cx -> {
          if (fail[0]) {
            throw new IOException("planted");
          }
          return Poll.pending();
        };
    Future<String> timeout = failing.timeout(millis(5));
    assertThat(time.poll(timeout).isPending()).isTrue();
    fail[0] = true;
    assertThatThrownBy(() -> time.poll(timeout)).isInstanceOf(IOException.class);
    assertThat(time.driver.registeredCount()).isZero();
  }

  @Test
  void cancellingCancelsBothAtEveryStage() throws Exception {
    scripted.timeout(millis(5)).cancel();
    assertThat(scripted.cancels).isEqualTo(1);
    Scripted second = new Scripted();
    Future<String> waiting = second.timeout(millis(5));
    assertThat(time.poll(waiting).isPending()).isTrue();
    waiting.cancel();
    assertThat(second.cancels).isEqualTo(1);
    assertThat(time.driver.registeredCount()).isZero();
    assertThatThrownBy(() -> time.poll(waiting)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nestedTimeoutsGiveTheShorterOne() throws Exception {
    Future<String> timeout = scripted.timeout(millis(5)).timeout(millis(100));
    assertThat(time.poll(timeout).isPending()).isTrue();
    assertThat(time.driver.registeredCount()).isEqualTo(2);
    time.advanceMillis(5);
    assertThatThrownBy(() -> time.poll(timeout)).hasMessage("not finished within PT0.005S");
    assertThat(time.driver.registeredCount()).isZero();
  }

  @Test
  void executorWithoutTimersIsTold() {
    assertThatThrownBy(() -> Futures.pending().timeout(millis(5)).poll(Context.of(Waker.noop())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("timeout was polled by an executor without timers: run it by blockOn or spawn");
  }

  @Test
  void negativeLimitIsRefused() {
    assertThatThrownBy(() -> scripted.timeout(millis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the limit of a timeout is negative: PT-0.001S");
  }
}
