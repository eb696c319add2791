package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.internal.env.Tunables;
import weft.internal.system.NioNetwork;
import weft.internal.system.SystemEnvironment;

/**
 * typelevel/cats-effect#4328: every worker polled a selector of its own, also in programs that used
 * no socket, which cost most of a processor.
 */
@Timeout(60)
class CatsEffectIssue4328Test {

  @Test
  void driverOfAProgramWithoutSocketsHasNoSelector() {
    AtomicInteger selectors = new AtomicInteger();
    NetworkWaiter waiter =
        NetworkWaiter.create(
            SystemEnvironment.create(Tunables.DEFAULT).newParker(),
            () -> {
              selectors.incrementAndGet();
              return NioNetwork.open(System::nanoTime);
            });
    RuntimeDriver driver = RuntimeDriver.create(System::nanoTime, 2, waiter);
    for (int i = 0; i < 100; i++) {
      driver.turn(0); // what busy workers do
    }
    driver.turn(1_000_000); // what idle ones do
    driver.wakeup();
    driver.turn(Long.MAX_VALUE);
    assertThat(selectors).hasValue(0);
    driver.shutdown();
    assertThat(selectors).hasValue(0);
  }
}
