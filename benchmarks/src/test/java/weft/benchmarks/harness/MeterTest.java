package weft.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeterTest {

  @Test
  void aSlowBodyIsStillRunThreeTimes() throws Exception {
    var calls = new AtomicInteger();

    Result result =
        Meter.of(Duration.ZERO, Duration.ofSeconds(1)).median(1, calls::incrementAndGet);

    assertThat(calls).hasValue(3);
    assertThat(((Result.Measured) result).value()).isPositive();
  }

  @Test
  void theValueIsPerUnit() throws Exception {
    var meter = Meter.of(Duration.ofMillis(50), Duration.ofSeconds(1));

    var result = (Result.Measured) meter.median(1_000, () -> spin(Duration.ofMillis(1)));

    assertThat(result.value()).isBetween(1_000.0, 500_000.0);
  }

  @Test
  void allocationIsCountedPerUnit() throws Exception {
    var meter = Meter.of(Duration.ofMillis(50), Duration.ofSeconds(1));
    byte[][] kept = new byte[1_000][];

    var result =
        (Result.Measured)
            meter.median(
                kept.length,
                () -> {
                  for (int i = 0; i < kept.length; i++) {
                    kept[i] = new byte[1_000];
                  }
                });

    assertThat(result.bytesPerUnit()).isBetween(1_000.0, 1_500.0);
  }

  @Test
  void starvationEndsTheMeasurement() throws Exception {
    var calls = new AtomicInteger();

    Result result =
        Meter.of(Duration.ofDays(1), Duration.ofSeconds(1))
            .median(
                1,
                () -> {
                  if (calls.incrementAndGet() == 2) {
                    throw new Starvation(7, 9);
                  }
                });

    assertThat(result).isEqualTo(new Result.Starved(7, 9));
    assertThat(calls).hasValue(2);
  }

  private static void spin(Duration duration) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < duration.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
