package weft.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonotonicInstantTest {
  private final MonotonicInstant beforeWrap = new MonotonicInstant(Long.MAX_VALUE - 10);

  @Test
  void ordersAcrossTheWrapOfTheClock() {
    MonotonicInstant after = beforeWrap.plus(Duration.ofNanos(20));
    assertThat(after.nanos()).isNegative();
    assertThat(beforeWrap.isBefore(after)).isTrue();
    assertThat(after.isAfter(beforeWrap)).isTrue();
    assertThat(after.isBefore(beforeWrap)).isFalse();
    assertThat(beforeWrap)
        .isLessThan(after)
        .isEqualByComparingTo(after.minus(Duration.ofNanos(20)));
    assertThat(beforeWrap.until(after)).isEqualTo(Duration.ofNanos(20));
    assertThat(after.until(beforeWrap)).isEqualTo(Duration.ofNanos(-20));
  }

  @Test
  void movesByThirtyYearsAtMost() {
    Duration thirtyYears = Duration.ofDays(30 * 365);
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    assertThat(beforeWrap.until(beforeWrap.plus(endless))).isEqualTo(thirtyYears);
    assertThat(beforeWrap.until(beforeWrap.minus(endless))).isEqualTo(thirtyYears.negated());
    Duration longAgo = Duration.ofSeconds(Long.MIN_VALUE);
    assertThat(beforeWrap.until(beforeWrap.plus(longAgo))).isEqualTo(thirtyYears.negated());
    assertThat(beforeWrap.until(beforeWrap.plus(thirtyYears.minusNanos(1))))
        .isEqualTo(thirtyYears.minusNanos(1));
    assertThat(beforeWrap.until(beforeWrap.plus(thirtyYears.negated().minusNanos(1))))
        .isEqualTo(thirtyYears.negated());
  }

  @Test
  void nowIsTheClockOfTheCurrentRuntime() throws Exception {
    TimeHarness time = new TimeHarness();
    MonotonicInstant now = time.inside(MonotonicInstant::now);
    assertThat(now).isEqualTo(time.now());
    MonotonicInstant earlier = time.now();
    time.advanceMillis(7);
    Duration elapsed = time.inside(earlier::elapsed);
    assertThat(elapsed).isEqualTo(Duration.ofMillis(7));
    assertThatThrownBy(MonotonicInstant::now)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MonotonicInstant.now called outside a Weft runtime");
  }
}
