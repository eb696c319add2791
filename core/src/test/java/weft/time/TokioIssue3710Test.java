package weft.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * tokio-rs/tokio#3710: moving a paused clock by less than a millisecond at a time lost the
 * remainder of each step, so that the time never came.
 */
class TokioIssue3710Test {

  @Test
  void oddFractionsAddUpToTheDeadlineExactly() throws Exception {
    TimeHarness time = new TimeHarness();
    Sleep sleep = time.inside(() -> Time.sleep(Duration.ofMillis(20)));
    assertThat(time.poll(sleep).isPending()).isTrue();
    long passed = 0;
    while (time.wakes.get() == 0) {
      long step = Math.min(333_333, 20 * TimeHarness.MILLI - passed);
      assertThat(step).as("the deadline passed without a wake").isPositive();
      time.advanceNanos(step);
      passed += step;
      assertThat(time.wakes.get()).isEqualTo(passed < 20 * TimeHarness.MILLI ? 0 : 1);
    }
    assertThat(time.poll(sleep).isReady()).isTrue();
  }
}
