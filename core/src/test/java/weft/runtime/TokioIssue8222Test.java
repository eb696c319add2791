package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.sync.Oneshot;
import weft.time.Time;

/**
 * tokio-rs/tokio#8222: where the hook that runs before a thread parks made work, the park was left
 * out, and with it the look at the driver: a timer that was due waited for something else to
 * happen.
 */
@Timeout(60)
class TokioIssue8222Test {

  @ParameterizedTest
  @EnumSource
  void timersFireThoughEveryParkIsReplacedByWork(Flavor flavor) throws Exception {
    AtomicReference<Handle> handle = new AtomicReference<>();
    AtomicInteger ran = new AtomicInteger();
    Oneshot<Integer> end = Oneshot.channel();
    try (WeftRuntime runtime =
        flavor
            .builder()
            .onThreadPark(
                () -> {
                  Handle known = handle.get();
                  if (known != null && ran.get() < 1_000_000) {
                    known.spawn(SpawnTest.yielding(1)).cancel();
                    ran.incrementAndGet();
                  }
                })
            .build()) {
      JoinedSleep.spawn(runtime, Duration.ofMillis(20), end);
      handle.set(runtime.handle());
      assertThat(runtime.blockOn(end.receiver())).isEqualTo(1);
      handle.set(null);
    }
  }

  /** A task that sleeps and then sends. */
  private static final class JoinedSleep {
    static void spawn(WeftRuntime runtime, Duration duration, Oneshot<Integer> end) {
      runtime.spawn(Time.sleep(duration).map(done -> end.sender().send(1))).cancel();
    }
  }
}
