package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Timers;
import weft.future.Waker;

class TimeDriverTest {
  private static final long MILLI = ManualClock.MILLI;

  private final ManualClock clock = ManualClock.nearWrap();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final TimeDriver driver = TimeDriver.create(clock, 2, wakeups::incrementAndGet);
  private final AtomicInteger wakes = new AtomicInteger();

  private Timers.Timer timerIn(long nanos) {
    return driver.timer(clock.nanoTime() + nanos, 0);
  }

  private Timers.Timer waitingFor(long nanos, Waker waker) {
    Timers.Timer timer = timerIn(nanos);
    assertThat(timer.pollElapsed(waker)).isFalse();
    return timer;
  }

  private void advanceMillis(long millis) {
    clock.advanceMillis(millis);
    driver.advance(clock.nanoTime());
  }

  private void count() {
    wakes.incrementAndGet();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        2,
        62,
        63,
        64,
        65,
        127,
        128,
        4_094,
        4_095,
        4_096,
        4_097,
        262_143,
        262_144,
        262_145,
        16_777_215,
        16_777_216,
        1_073_741_823,
        1_073_741_824,
        68_719_476_734L,
        68_719_476_735L,
        68_719_476_736L,
        68_719_476_737L,
        200_000_000_000L
      })
  void firesAtItsMillisecondAndNotBefore(long millis) {
    for (long start : new long[] {0, 1, 63, 64, 4_095, 262_143}) {
      ManualClock later = ManualClock.nearWrap();
      TimeDriver fresh = TimeDriver.create(later, 1, () -> {});
      later.advanceMillis(start);
      fresh.advance(later.nanoTime());
      AtomicInteger fired = new AtomicInteger();
      Timers.Timer timer = fresh.timer(later.nanoTime() + millis * MILLI, 0);
      assertThat(timer.pollElapsed(fired::incrementAndGet)).isFalse();
      later.advanceMillis(millis - 1);
      fresh.advance(later.nanoTime());
      assertThat(fired).hasValue(0);
      assertThat(timer.pollElapsed(fired::incrementAndGet)).isFalse();
      later.advanceMillis(1);
      fresh.advance(later.nanoTime());
      assertThat(fired).hasValue(1);
      assertThat(timer.pollElapsed(fired::incrementAndGet)).isTrue();
      assertThat(fresh.registeredCount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {64, 4_096, 262_144, 70_000_000_000L})
  void theDriverSleepsExactlyUntilTheTimerInAFewSteps(long millis) {
    waitingFor(millis * MILLI, this::count);
    int steps = 0;
    while (wakes.get() == 0) {
      long wait = driver.nanosToNext(clock.nanoTime());
      assertThat(wait).isPositive();
      clock.advanceNanos(wait);
      driver.advance(clock.nanoTime());
      steps++;
    }
    assertThat(steps).isLessThanOrEqualTo(16);
    assertThat(clock.nanoTime() - ManualClock.nearWrap().nanoTime()).isEqualTo(millis * MILLI);
    assertThat(driver.nanosToNext(clock.nanoTime())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void deadlinesRoundUpToTheNextMillisecond() {
    Timers.Timer timer = waitingFor(1, this::count);
    clock.advanceNanos(MILLI - 1);
    driver.advance(clock.nanoTime());
    assertThat(wakes).hasValue(0);
    clock.advanceNanos(1);
    driver.advance(clock.nanoTime());
    assertThat(wakes).hasValue(1);
    assertThat(timer.pollElapsed(this::count)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -1_000_000, Long.MIN_VALUE / 2})
  void passedDeadlineElapsesAtTheFirstPollWithoutAWheel(long nanos) {
    Timers.Timer timer = timerIn(nanos);
    assertThat(timer.pollElapsed(this::count)).isTrue();
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void timerThatIsNotPolledIsNotRegistered() {
    timerIn(MILLI);
    assertThat(driver.registeredCount()).isZero();
    assertThat(driver.nanosToNext(clock.nanoTime())).isEqualTo(Long.MAX_VALUE);
    advanceMillis(5);
    assertThat(wakes).hasValue(0);
  }

  @Test
  void deadlinesBeyondTheClockNeverFireAndBreakNothing() {
    Timers.Timer far = waitingFor(Long.MAX_VALUE, this::count);
    Timers.Timer near = waitingFor(10 * MILLI, this::count);
    advanceMillis(10);
    assertThat(near.pollElapsed(this::count)).isTrue();
    advanceMillis(1L << 37);
    assertThat(wakes).hasValue(1);
    assertThat(far.pollElapsed(this::count)).isFalse();
    far.cancel();
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void everyWheelIsAdvancedByWhoeverDrives() {
    List<Integer> order = new ArrayList<>();
    int[] wheels = {Driver.FOREIGN_WHEEL, 1, 0};
    for (int i = 0; i < wheels.length; i++) {
      int number = i;
      driver
          .timer(clock.nanoTime() + (30 - 10L * i) * MILLI, wheels[i])
          .pollElapsed(() -> order.add(number));
    }
    advanceMillis(100);
    assertThat(order).containsExactly(2, 1, 0);
  }

  @Test
  void longJumpFiresEverythingInOrderAcrossWheels() {
    List<Long> order = new ArrayList<>();
    for (long i = 999; i >= 0; i--) {
      long millis = 1 + i * 37 % 1_000;
      driver
          .timer(clock.nanoTime() + millis * MILLI, (int) (i % 3) - 1)
          .pollElapsed(() -> order.add(millis));
    }
    advanceMillis(3_600_000);
    assertThat(order).hasSize(1_000).isSorted();
  }

  @Test
  void clockThatGoesBackwardsStandsStill() {
    advanceMillis(100);
    Timers.Timer timer = waitingFor(10 * MILLI, this::count);
    clock.advanceMillis(-50);
    driver.advance(clock.nanoTime());
    assertThat(wakes).hasValue(0);
    Timers.Timer meanwhile = timerIn(5 * MILLI); // due at 55, which the wheels have seen already
    assertThat(meanwhile.pollElapsed(this::count)).isTrue();
    advanceMillis(60);
    assertThat(wakes).hasValue(1);
    assertThat(timer.pollElapsed(this::count)).isTrue();
  }

  @Test
  void earlierTimerWakesTheSleepingDriverAndALaterOneDoesNot() {
    waitingFor(50 * MILLI, this::count);
    assertThat(driver.prepareSleep(clock.nanoTime(), Long.MAX_VALUE)).isEqualTo(50 * MILLI);
    waitingFor(60 * MILLI, this::count);
    waitingFor(50 * MILLI, this::count);
    assertThat(wakeups).hasValue(0);
    waitingFor(20 * MILLI, this::count);
    assertThat(wakeups).hasValue(1);
    waitingFor(30 * MILLI, this::count);
    assertThat(wakeups).as("it is on its way already").hasValue(1);
    waitingFor(10 * MILLI, this::count);
    assertThat(wakeups).hasValue(2);
    driver.awake();
    waitingFor(MILLI, this::count);
    assertThat(wakeups).as("an awake driver will look by itself").hasValue(2);
  }

  @Test
  void earlierResetWakesTheSleepingDriver() {
    Timers.Timer timer = waitingFor(50 * MILLI, this::count);
    driver.prepareSleep(clock.nanoTime(), Long.MAX_VALUE);
    timer.reset(clock.nanoTime() + 5 * MILLI);
    assertThat(wakeups).hasValue(1);
  }

  @Test
  void sleepIsLimitedByWhatTheCallerAllows() {
    waitingFor(50 * MILLI, this::count);
    assertThat(driver.prepareSleep(clock.nanoTime(), 7)).isEqualTo(7);
    assertThat(driver.prepareSleep(clock.nanoTime(), 0)).isZero();
    assertThat(driver.prepareSleep(clock.nanoTime(), -1)).isZero();
    clock.advanceMillis(70);
    assertThat(driver.prepareSleep(clock.nanoTime(), Long.MAX_VALUE)).isZero();
  }

  @Test
  void timerAfterTheCallersLimitDoesNotWakeTheDriver() {
    driver.prepareSleep(clock.nanoTime(), 10 * MILLI);
    waitingFor(20 * MILLI, this::count);
    assertThat(wakeups).hasValue(0);
    waitingFor(5 * MILLI, this::count);
    assertThat(wakeups).hasValue(1);
  }

  @Test
  void wheelThatNobodyLookedAtForLongDoesNotWakeTheDriverTooEarly() {
    Timers.Timer keepsTheWheelOccupied = waitingFor(3_600_000 * MILLI, this::count);
    clock.advanceMillis(3_000_000); // nobody advances
    driver.prepareSleep(clock.nanoTime(), 5 * MILLI);
    waitingFor(20 * MILLI, this::count);
    assertThat(wakeups).hasValue(0);
    assertThat(driver.nanosToNext(clock.nanoTime())).isPositive();
    advanceMillis(19);
    assertThat(wakes).hasValue(0);
    advanceMillis(1);
    assertThat(wakes).hasValue(1);
    keepsTheWheelOccupied.cancel();
  }

  @Test
  void cancelledTimerNeitherFiresNorKeepsTheDriverFromSleeping() {
    Timers.Timer timer = waitingFor(5 * MILLI, this::count);
    timer.cancel();
    timer.cancel();
    assertThat(driver.registeredCount()).isZero();
    assertThat(driver.nanosToNext(clock.nanoTime())).isEqualTo(Long.MAX_VALUE);
    advanceMillis(10);
    assertThat(wakes).hasValue(0);
    timer.reset(clock.nanoTime() + MILLI);
    assertThat(timer.pollElapsed(this::count)).isFalse();
    advanceMillis(1);
    assertThat(timer.pollElapsed(this::count)).isTrue();
  }

  @Test
  void latestWakerIsTheOneThatIsWoken() {
    AtomicInteger former = new AtomicInteger();
    Timers.Timer timer = waitingFor(5 * MILLI, former::incrementAndGet);
    assertThat(timer.pollElapsed(this::count)).isFalse();
    advanceMillis(5);
    assertThat(former).hasValue(0);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void wakerThatThrowsDoesNotHoldUpTheOthers() {
    waitingFor(
        MILLI,
        () -> {
          throw new StackOverflowError("planted: a waker that throws");
        });
    for (int i = 0; i < 100; i++) {
      waitingFor(MILLI, this::count);
    }
    advanceMillis(1);
    assertThat(wakes).hasValue(100);
  }

  @Test
  void wakerMayCancelOthersAndItself() {
    List<Timers.Timer> timers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Timers.Timer timer = timerIn(MILLI + i % 2 * MILLI);
      timers.add(timer);
      timer.pollElapsed(
          () -> {
            count();
            timers.forEach(Timers.Timer::cancel);
          });
    }
    advanceMillis(1);
    // Those of the first batch had fired before the first waker ran; the rest was cancelled.
    assertThat(wakes.get()).isBetween(1, 32);
    advanceMillis(10);
    assertThat(wakes.get()).isBetween(1, 32);
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void wakerMayResetAndRegisterTimers() {
    Timers.Timer timer = timerIn(MILLI);
    Waker again =
        new Waker() {
          @Override
          public void wake() {
            if (wakes.incrementAndGet() < 5) {
              timer.reset(clock.nanoTime() + MILLI);
              assertThat(timer.pollElapsed(this)).isFalse();
              waitingFor(MILLI, () -> {});
            }
          }
        };
    timer.pollElapsed(again);
    for (int i = 1; i <= 5; i++) {
      advanceMillis(1);
      assertThat(wakes).hasValue(i);
    }
    advanceMillis(1);
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void timersOfManyBatchesAllFire() {
    for (int i = 0; i < 1_000; i++) {
      waitingFor(64 * MILLI, this::count);
    }
    advanceMillis(64);
    assertThat(wakes).hasValue(1_000);
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void shutdownWakesWhatWaitsAndPollingFailsFromThenOn() {
    List<Timers.Timer> timers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      timers.add(waitingFor((1L << i % 40) * MILLI, this::count));
    }
    Timers.Timer fired = waitingFor(MILLI, this::count);
    clock.advanceMillis(1);
    driver.advance(clock.nanoTime());
    int before = wakes.get();
    Timers.Timer unpolled = timerIn(MILLI);

    driver.shutdown();
    driver.shutdown();

    assertThat(before).isEqualTo(4);
    assertThat(wakes).hasValue(101);
    assertThat(driver.registeredCount()).isZero();
    assertThat(fired.pollElapsed(this::count)).as("it had elapsed in time").isTrue();
    assertThatThrownBy(() -> unpolled.pollElapsed(this::count))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shut down");
    Timers.Timer waiting = timers.get(99);
    assertThatThrownBy(() -> waiting.pollElapsed(this::count))
        .isInstanceOf(IllegalStateException.class);
    waiting.reset(clock.nanoTime());
    waiting.cancel();
    assertThatThrownBy(() -> waiting.pollElapsed(this::count))
        .isInstanceOf(IllegalStateException.class);
  }
}
