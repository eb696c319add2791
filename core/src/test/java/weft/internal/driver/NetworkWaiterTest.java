package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.internal.env.Tunables;
import weft.internal.system.NioNetwork;
import weft.internal.system.SystemEnvironment;

@Timeout(60)
class NetworkWaiterTest {
  private final AtomicInteger made = new AtomicInteger();

  private NetworkWaiter waiter() {
    return NetworkWaiter.create(
        SystemEnvironment.create(Tunables.DEFAULT).newParker(),
        () -> {
          made.incrementAndGet();
          return NioNetwork.open(System::nanoTime);
        });
  }

  @Test
  void theNetworkIsMadeOnceAndAtItsFirstUse() {
    NetworkWaiter waiter = waiter();
    waiter.await(0);
    assertThat(waiter.metrics()).isEqualTo(NetworkMetrics.NONE);
    assertThat(made).hasValue(0);
    assertThat(waiter.network()).isSameAs(waiter.network());
    assertThat(made).hasValue(1);
    waiter.shutdown();
  }

  @Test
  void aWakeupBeforeTheWaitEndsIt() {
    NetworkWaiter waiter = waiter();
    waiter.wakeup();
    waiter.await(Long.MAX_VALUE);
    waiter.network();
    waiter.await(Long.MAX_VALUE); // what the making of the network stood in for
    waiter.wakeup();
    waiter.await(Long.MAX_VALUE);
    waiter.shutdown();
  }

  @Test
  void aThreadThatIsParkedMovesToTheNetwork() throws Exception {
    NetworkWaiter waiter = waiter();
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    Thread driver =
        new Thread(
            () -> {
              begun.countDown();
              while (!stop.get()) {
                waiter.await(Long.MAX_VALUE);
              }
            });
    driver.start();
    begun.await();
    waiter.network();
    stop.set(true);
    waiter.wakeup();
    driver.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(driver.isAlive()).isFalse();
    waiter.shutdown();
  }

  @Test
  void noWakeupIsLostWhileTheNetworkAppears() throws Exception {
    for (int round = 0; round < 300; round++) {
      NetworkWaiter waiter = waiter();
      AtomicBoolean published = new AtomicBoolean();
      CyclicBarrier start = new CyclicBarrier(3);
      Thread driver =
          new Thread(
              () -> {
                await(start);
                while (!published.get()) {
                  waiter.await(Long.MAX_VALUE);
                }
              });
      Thread user =
          new Thread(
              () -> {
                await(start);
                waiter.network();
              });
      driver.start();
      user.start();
      start.await();
      published.set(true);
      waiter.wakeup();
      driver.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(driver.isAlive()).as("round %d", round).isFalse();
      user.join();
      waiter.shutdown();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aNetworkThatIsMadeAfterTheShutdownRefuses() {
    NetworkWaiter waiter = waiter();
    waiter.shutdown();
    assertThatThrownBy(() -> waiter.network().openStream(new InetSocketAddress(1)))
        .isInstanceOf(RuntimeShutdownException.class)
        .hasMessageContaining("shut down");
    waiter.await(Long.MAX_VALUE); // does not wait for ever
  }
}
