package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Timers;

/** Moving a deadline before, at and after every stage of a timer's life. */
class TimerResetTest {
  private static final long MILLI = ManualClock.MILLI;

  private final ManualClock clock = ManualClock.nearWrap();
  private final TimeDriver driver = TimeDriver.create(clock, 1, () -> {});
  private final AtomicInteger wakes = new AtomicInteger();

  private Timers.Timer waitingFor(long millis) {
    Timers.Timer timer = driver.timer(clock.nanoTime() + millis * MILLI, 0);
    assertThat(poll(timer)).isFalse();
    return timer;
  }

  private boolean poll(Timers.Timer timer) {
    return timer.pollElapsed(wakes::incrementAndGet);
  }

  private void resetTo(Timers.Timer timer, long millis) {
    timer.reset(clock.nanoTime() + millis * MILLI);
  }

  private void advance(long millis) {
    clock.advanceMillis(millis);
    driver.advance(clock.nanoTime());
  }

  @Test
  void laterBeforeItFires() {
    Timers.Timer timer = waitingFor(10);
    resetTo(timer, 500);
    advance(499);
    assertThat(wakes).hasValue(0);
    advance(1);
    assertThat(wakes).hasValue(1);
    assertThat(poll(timer)).isTrue();
  }

  @Test
  void laterAgainAndAgain() {
    Timers.Timer timer = waitingFor(10);
    for (int i = 0; i < 1_000; i++) {
      advance(9);
      resetTo(timer, 10);
      assertThat(wakes).hasValue(0);
    }
    advance(10);
    assertThat(wakes).hasValue(1);
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void earlierBeforeItFires() {
    Timers.Timer timer = waitingFor(5_000);
    resetTo(timer, 10);
    advance(9);
    assertThat(wakes).hasValue(0);
    advance(1);
    assertThat(wakes).hasValue(1);
    assertThat(poll(timer)).isTrue();
  }

  @Test
  void laterThenEarlierThanTheSlotItWasFiledIn() {
    Timers.Timer timer = waitingFor(100);
    resetTo(timer, 10_000);
    resetTo(timer, 50);
    advance(49);
    assertThat(wakes).hasValue(0);
    advance(1);
    assertThat(wakes).hasValue(1);
    advance(20_000);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void toThePastWakesAtOnce() {
    Timers.Timer timer = waitingFor(100);
    resetTo(timer, -1);
    assertThat(wakes).hasValue(1);
    assertThat(poll(timer)).isTrue();
    advance(200);
    assertThat(wakes).hasValue(1);
    assertThat(driver.registeredCount()).isZero();
  }

  @Test
  void toADeadlineThatTheClockHasPassedAndTheWheelHasNot() {
    Timers.Timer timer = waitingFor(100);
    clock.advanceMillis(50); // nobody has driven yet
    resetTo(timer, -10);
    driver.advance(clock.nanoTime());
    assertThat(wakes).hasValue(1);
    assertThat(poll(timer)).isTrue();
  }

  @Test
  void afterItFiredAndBeforeItIsPolled() {
    Timers.Timer timer = waitingFor(10);
    advance(10);
    resetTo(timer, 10);
    assertThat(poll(timer)).as("starts anew").isFalse();
    advance(10);
    assertThat(wakes).hasValue(2);
    assertThat(poll(timer)).isTrue();
  }

  @Test
  void afterItHasElapsed() {
    Timers.Timer timer = waitingFor(10);
    advance(10);
    assertThat(poll(timer)).isTrue();
    resetTo(timer, 10);
    assertThat(poll(timer)).isFalse();
    advance(10);
    assertThat(poll(timer)).isTrue();
  }

  @Test
  void beforeTheFirstPoll() {
    Timers.Timer timer = driver.timer(clock.nanoTime() + 10 * MILLI, 0);
    resetTo(timer, 20);
    assertThat(driver.registeredCount()).isZero();
    assertThat(poll(timer)).isFalse();
    advance(19);
    assertThat(wakes).hasValue(0);
    advance(1);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void cancelAfterItWasFiledAgain() {
    Timers.Timer timer = waitingFor(70);
    resetTo(timer, 300);
    advance(100); // its first slot was due: it has moved to another one
    assertThat(driver.registeredCount()).isEqualTo(1);
    timer.cancel();
    assertThat(driver.registeredCount()).isZero();
    assertThat(driver.nanosToNext(clock.nanoTime())).isEqualTo(Long.MAX_VALUE);
    advance(1_000);
    assertThat(wakes).hasValue(0);
  }

  @Test
  void staysOnTheWheelItWasMadeFor() {
    ManualClock otherClock = new ManualClock(0);
    TimeDriver other = TimeDriver.create(otherClock, 1, () -> {});
    Timers.Timer timer = waitingFor(10);
    resetTo(timer, 20);
    otherClock.advanceMillis(1_000);
    other.advance(otherClock.nanoTime());
    assertThat(wakes).hasValue(0);
    advance(20);
    assertThat(wakes).hasValue(1);
  }
}
