package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Timers;

/**
 * tokio-rs/tokio#5183: timers close to the largest deadline that the wheel can hold made it index a
 * level that does not exist.
 */
class TokioIssue5183Test {
  private static final long SPAN = 1L << 36;

  private final ManualClock clock = new ManualClock(0);
  private final TimeDriver driver = TimeDriver.create(clock, 1, () -> {});
  private final AtomicInteger wakes = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(longs = {-65, -64, -2, -1, 0, 1, 63, 64, SPAN - 1, SPAN, SPAN + 1, 5 * SPAN + 77})
  void deadlineAroundTheSpanOfTheWheelFiresInTime(long beyond) {
    long tick = SPAN + beyond;
    for (long passed : new long[] {0, 1, 64, SPAN - 1}) {
      long start = clock.nanoTime() / ManualClock.MILLI;
      clock.advanceMillis(passed);
      driver.advance(clock.nanoTime());
      long deadline = start + passed + tick;
      Timers.Timer timer = driver.timer(deadline * ManualClock.MILLI, 0);
      assertThat(timer.pollElapsed(wakes::incrementAndGet)).isFalse();
      wakes.set(0);
      clock.advanceMillis(tick - 1);
      driver.advance(clock.nanoTime());
      assertThat(wakes).hasValue(0);
      clock.advanceMillis(1);
      driver.advance(clock.nanoTime());
      assertThat(wakes).hasValue(1);
    }
  }

  @Test
  void largestDeadlineOfAll() {
    Timers.Timer timer = driver.timer(Long.MAX_VALUE, 0);
    assertThat(timer.pollElapsed(wakes::incrementAndGet)).isFalse();
    clock.advanceMillis(Long.MAX_VALUE / ManualClock.MILLI - 1);
    driver.advance(clock.nanoTime());
    assertThat(wakes).hasValue(0);
    timer.cancel();
    assertThat(driver.registeredCount()).isZero();
  }
}
