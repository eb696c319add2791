package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private final Presence other = new Presence();
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void nobodyWaitsForASideThatIsNotAtWork() {
    assertThat(other.await(this::never)).isFalse();
    assertThat(looks).hasValue(0);
  }

  @Test
  void nobodyWaitsForASideThatHasGone() throws Exception {
    onAnotherThread(other::here);
    other.gone();
    assertThat(other.await(this::never)).isFalse();
    assertThat(looks).hasValue(0);
  }

  @Test
  void nobodyWaitsForASideOnItsOwnThreadWhichCouldNotGoOn() {
    other.here();
    assertThat(other.await(this::never)).isFalse();
    assertThat(looks).hasValue(0);
  }

  @Test
  void theWaitForASideOnAnotherThreadHasAnEnd() throws Exception {
    onAnotherThread(other::here);
    assertThat(other.await(this::never)).isFalse();
    assertThat(looks.get()).isLessThan(100);
  }

  private boolean never() {
    looks.incrementAndGet();
    return false;
  }

  private static void onAnotherThread(Runnable action) throws InterruptedException {
    Thread thread = new Thread(action);
    thread.start();
    thread.join();
  }
}
