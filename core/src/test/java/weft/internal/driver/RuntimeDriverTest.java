package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import weft.internal.env.Parker;

class RuntimeDriverTest {
  private static final long MILLI = ManualClock.MILLI;

  private final ManualClock clock = ManualClock.nearWrap();
  private final List<Long> waits = new ArrayList<>();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final AtomicInteger wakes = new AtomicInteger();

  /** A driver whose wait is {@code wait}. */
  private RuntimeDriver driver(LongPredicate wait) {
    return RuntimeDriver.create(
        clock,
        1,
        new Waiter() {
          @Override
          public boolean await(long maxNanos) {
            waits.add(maxNanos);
            return wait.test(maxNanos);
          }

          @Override
          public void wakeup() {
            wakeups.incrementAndGet();
          }

          @Override
          public Network network() {
            throw new UnsupportedOperationException();
          }

          @Override
          public void shutdown() {}
        });
  }

  private void register(RuntimeDriver driver, long millis) {
    assertThat(
            driver
                .timer(clock.nanoTime() + millis * MILLI, Driver.FOREIGN_WHEEL)
                .pollElapsed(wakes::incrementAndGet))
        .isFalse();
  }

  @Test
  void turnWaitsForTheNextTimerAndFiresIt() {
    RuntimeDriver driver =
        driver(
            nanos -> {
              clock.advanceNanos(nanos);
              return true;
            });
    register(driver, 20);
    driver.turn(Long.MAX_VALUE);
    assertThat(waits).containsExactly(20 * MILLI);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void turnWaitsNoLongerThanItIsAllowed() {
    RuntimeDriver driver = driver(nanos -> true);
    driver.turn(Long.MAX_VALUE);
    register(driver, 20);
    driver.turn(3);
    driver.turn(0);
    assertThat(waits).containsExactly(Long.MAX_VALUE, 3L, 0L);
    assertThat(wakes).hasValue(0);
  }

  @Test
  void earlierTimerDuringTheWaitEndsIt() {
    RuntimeDriver[] holder = new RuntimeDriver[1];
    RuntimeDriver driver =
        driver(
            nanos -> {
              register(holder[0], 5);
              return true;
            });
    holder[0] = driver;
    register(driver, 20);
    driver.turn(Long.MAX_VALUE);
    assertThat(wakeups).hasValue(1);
    register(driver, 1);
    assertThat(wakeups).as("after the turn the driver is awake").hasValue(1);
  }

  @Test
  void waitThatGoesOnAfterTheTurnCanStillBeEnded() {
    RuntimeDriver driver = driver(nanos -> false); // a simulation only notes that it waits
    register(driver, 20);
    driver.turn(Long.MAX_VALUE);
    register(driver, 5);
    assertThat(wakeups).hasValue(1);
  }

  @Test
  void withoutNetworkItWaitsOnAParker() {
    List<String> calls = new ArrayList<>();
    RuntimeDriver driver =
        RuntimeDriver.create(
            clock,
            1,
            ParkWaiter.on(
                new Parker() {
                  @Override
                  public void park() {
                    calls.add("park");
                  }

                  @Override
                  public void parkNanos(long nanos) {
                    calls.add("park " + nanos);
                  }

                  @Override
                  public void unpark() {
                    calls.add("unpark");
                  }
                }));
    driver.turn(Long.MAX_VALUE);
    driver.turn(0);
    driver.turn(7);
    driver.wakeup();
    assertThat(calls).containsExactly("park", "park 7", "unpark");
    assertThatThrownBy(driver::network).hasMessageContaining("without a network driver");
  }

  @Test
  void shutdownFiresTheTimers() {
    RuntimeDriver driver = driver(nanos -> true);
    register(driver, 20);
    driver.shutdown();
    assertThat(wakes).hasValue(1);
    assertThat(driver.time().registeredCount()).isZero();
  }
}
