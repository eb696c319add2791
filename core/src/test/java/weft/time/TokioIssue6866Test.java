package weft.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * tokio-rs/tokio#6866: sleeping for no time, or until a deadline that has just passed, took a
 * millisecond, because it was rounded up before it was compared.
 */
class TokioIssue6866Test {
  private final TimeHarness time = new TimeHarness();

  @Test
  void noTimeTakesNoTime() throws Exception {
    time.advanceNanos(1); // in the middle of a tick
    assertThat(time.poll(Time.sleep(Duration.ZERO)).isReady()).isTrue();
    assertThat(time.poll(Time.sleepUntil(time.now())).isReady()).isTrue();
    assertThat(time.driver.registeredCount()).isZero();
  }

  @Test
  void deadlineThatPassedANanosecondAgoIsOver() throws Exception {
    Sleep sleep = time.inside(() -> Time.sleep(Duration.ofNanos(500)));
    time.advanceNanos(501);
    assertThat(time.poll(sleep).isReady()).isTrue();
  }
}
