package weft.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

class SleepTest {
  private final TimeHarness time = new TimeHarness();

  private Sleep sleepMillis(long millis) throws Exception {
    return time.inside(() -> Time.sleep(Duration.ofMillis(millis)));
  }

  @Test
  void isReadyAtItsDeadlineAndNotBefore() throws Exception {
    Sleep sleep = sleepMillis(100);
    assertThat(time.poll(sleep).isPending()).isTrue();
    assertThat(sleep.deadline()).isEqualTo(time.now().plus(Duration.ofMillis(100)));
    time.advanceMillis(99);
    assertThat(sleep.isElapsed()).isFalse();
    assertThat(time.wakes).hasValue(0);
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceMillis(1);
    assertThat(time.wakes).hasValue(1);
    assertThat(sleep.isElapsed()).isTrue();
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void fractionOfAMillisecondRoundsUp() throws Exception {
    Sleep sleep = time.inside(() -> Time.sleep(Duration.ofNanos(1_000_001)));
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceNanos(1_999_999);
    assertThat(time.wakes).hasValue(0);
    time.advanceNanos(1);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void stepsOfLessThanAMillisecondAddUp() throws Exception {
    Sleep sleep = sleepMillis(1);
    assertThat(time.poll(sleep).isPending()).isTrue();
    for (int i = 0; i < 9; i++) {
      time.advanceNanos(100_000);
      assertThat(time.wakes).hasValue(0);
    }
    time.advanceNanos(100_000);
    assertThat(time.wakes).hasValue(1);
  }

  @Test
  void zeroAndNegativeAreReadyAtTheFirstPoll() throws Exception {
    assertThat(time.poll(sleepMillis(0)).isReady()).isTrue();
    assertThat(time.poll(sleepMillis(-5)).isReady()).isTrue();
    assertThat(time.poll(Time.sleepUntil(time.now())).isReady()).isTrue();
    assertThat(time.driver.registeredCount()).isZero();
  }

  @Test
  void notPolledIsNotRegistered() throws Exception {
    Sleep sleep = sleepMillis(10);
    assertThat(time.driver.registeredCount()).isZero();
    time.advanceMillis(10);
    assertThat(time.wakes).hasValue(0);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void insideARuntimeTheTimeCountsFromItsMaking() throws Exception {
    Sleep sleep = sleepMillis(100);
    time.advanceMillis(60);
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceMillis(40);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void outsideARuntimeTheTimeCountsFromTheFirstPoll() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(100));
    assertThatThrownBy(sleep::deadline)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not begun");
    assertThat(sleep.isElapsed()).isFalse();
    time.advanceMillis(60);
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceMillis(99);
    assertThat(time.wakes).hasValue(0);
    time.advanceMillis(1);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void keepsTheClockOfTheRuntimeItWasMadeIn() throws Exception {
    TimeHarness other = new TimeHarness();
    Sleep sleep = sleepMillis(10);
    assertThat(other.poll(sleep).isPending()).isTrue();
    other.advanceMillis(1_000);
    sleep.resetAfter(Duration.ofMillis(20));
    other.advanceMillis(1_000);
    assertThat(other.wakes).hasValue(0);
    time.advanceMillis(20);
    assertThat(other.wakes).as("the task that polled is woken").hasValue(1);
    assertThat(other.poll(sleep).isReady()).isTrue();
  }

  @Test
  void executorWithoutTimersIsTold() {
    assertThatThrownBy(() -> Time.sleep(Duration.ofMillis(1)).poll(Context.of(Waker.noop())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sleep was polled by an executor without timers: run it by blockOn or spawn");
  }

  @Test
  void finishedSleepSaysSoUntilItIsReset() throws Exception {
    Sleep sleep = sleepMillis(0);
    assertThat(time.poll(sleep).isReady()).isTrue();
    assertThatThrownBy(() -> time.poll(sleep))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("reset it");
    sleep.resetAfter(Duration.ofMillis(5));
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceMillis(5);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void resetToEarlierAndLaterWakesAtTheNewDeadline() throws Exception {
    Sleep sleep = sleepMillis(100);
    assertThat(time.poll(sleep).isPending()).isTrue();
    sleep.reset(time.now().plus(Duration.ofMillis(200)));
    time.advanceMillis(150);
    assertThat(time.wakes).hasValue(0);
    sleep.reset(time.now().plus(Duration.ofMillis(10)));
    time.advanceMillis(9);
    assertThat(time.wakes).hasValue(0);
    time.advanceMillis(1);
    assertThat(time.wakes).hasValue(1);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void resetBeforeTheFirstPollOutsideARuntime() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(10));
    sleep.resetAfter(Duration.ofMillis(30));
    assertThat(time.poll(sleep).isPending()).isTrue();
    time.advanceMillis(29);
    assertThat(time.wakes).hasValue(0);
    time.advanceMillis(1);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void cancelForgetsTheTimerAtEveryStage() throws Exception {
    Sleep unpolled = sleepMillis(10);
    unpolled.cancel();
    Sleep waiting = sleepMillis(10);
    assertThat(time.poll(waiting).isPending()).isTrue();
    waiting.cancel();
    assertThat(time.driver.registeredCount()).isZero();
    Sleep fired = sleepMillis(10);
    assertThat(time.poll(fired).isPending()).isTrue();
    time.advanceMillis(10);
    fired.cancel();
    assertThat(time.wakes).hasValue(1);
    time.advanceMillis(100);
    assertThat(time.wakes).hasValue(1);
  }

  @Test
  void endlessDurationsWaitThirtyYears() throws Exception {
    Sleep sleep = time.inside(() -> Time.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(time.poll(sleep).isPending()).isTrue();
    assertThat(time.now().until(sleep.deadline())).isEqualTo(Duration.ofDays(30 * 365));
    time.advanceMillis(Duration.ofDays(29 * 365).toMillis());
    assertThat(time.wakes).hasValue(0);
    time.advanceMillis(Duration.ofDays(365).toMillis());
    assertThat(time.poll(sleep).isReady()).isTrue();
  }

  @Test
  void readyTakesAUnitOfTheBudgetAndPendingTakesNone() throws Exception {
    Sleep sleep = sleepMillis(10);
    assertThat(time.poll(sleep, 2).isPending()).isTrue();
    assertThat(time.budgetLeft()).isEqualTo(2);
    time.advanceMillis(10);
    assertThat(time.poll(sleep, 0).isPending()).as("no budget: it yields").isTrue();
    assertThat(time.deferred).hasValue(1);
    assertThat(time.poll(sleep, 2).isReady()).isTrue();
    assertThat(time.budgetLeft()).isEqualTo(1);
  }

  @Test
  void tenThousandSleepsEndInTheOrderOfTheirDeadlinesEachRun() throws Exception {
    assertThat(trace()).isEqualTo(trace());
  }

  private static List<Integer> trace() throws Exception {
    TimeHarness run = new TimeHarness();
    Random random = new Random(42);
    List<Integer> order = new ArrayList<>();
    List<Integer> delays = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      int delay = 1 + random.nextInt(100_000);
      delays.add(delay);
      run.driver
          .timer(run.clock.nanoTime() + delay * TimeHarness.MILLI, 0)
          .pollElapsed(() -> order.add(number));
    }
    while (run.driver.registeredCount() > 0) { // as a paused clock moves by itself
      run.advanceNanos(run.driver.nanosToNext(run.clock.nanoTime()));
    }
    assertThat(order).hasSize(10_000).isSortedAccordingTo(Comparator.comparing(delays::get));
    return order;
  }
}
