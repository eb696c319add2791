package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * tokio-rs/tokio#6682 and #6683: with one wheel per worker, a timer that was registered on another
 * wheel while the driver was about to park was seen by nobody, and its task slept too long.
 */
class TokioIssue6682Test {
  private static final int WORKERS = 3;

  private final AtomicInteger wakeups = new AtomicInteger();
  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicInteger readings = new AtomicInteger();
  private Runnable whileTheClockIsRead = () -> {};
  private final ManualClock manual = new ManualClock(0);
  private final TimeDriver driver =
      TimeDriver.create(
          () -> {
            readings.incrementAndGet();
            whileTheClockIsRead.run();
            return manual.nanoTime();
          },
          WORKERS,
          wakeups::incrementAndGet);

  private void register(int wheel, long millis) {
    assertThat(
            driver
                .timer(manual.nanoTime() + millis * ManualClock.MILLI, wheel)
                .pollElapsed(wakes::incrementAndGet))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {Driver.FOREIGN_WHEEL, 0, 1, 2})
  void timerOnAnyWheelEndsTheSleepThatIsTooLong(int wheel) {
    register((wheel + 2) % WORKERS, 60);
    assertThat(driver.prepareSleep(manual.nanoTime(), Long.MAX_VALUE))
        .isEqualTo(60 * ManualClock.MILLI);
    register(wheel, 10);
    assertThat(wakeups).hasValue(1);
    driver.awake();
    assertThat(driver.prepareSleep(manual.nanoTime(), Long.MAX_VALUE))
        .isEqualTo(10 * ManualClock.MILLI);
  }

  @Test
  void timerRegisteredWhileAnotherOneIsBeingRegisteredIsSeen() {
    // Between the two halves of the registration on wheel 0 the driver goes to sleep.
    whileTheClockIsRead =
        () -> {
          whileTheClockIsRead = () -> {};
          assertThat(driver.prepareSleep(manual.nanoTime(), Long.MAX_VALUE))
              .isEqualTo(Long.MAX_VALUE);
        };
    register(0, 10);
    assertThat(readings.get()).isGreaterThan(1);
    assertThat(wakeups).hasValue(1);
  }

  @Test
  void everyWheelIsFiredByOneTurn() {
    for (int wheel = -1; wheel < WORKERS; wheel++) {
      register(wheel, 10);
    }
    manual.advanceMillis(10);
    driver.advance(manual.nanoTime());
    assertThat(wakes).hasValue(WORKERS + 1);
  }
}
