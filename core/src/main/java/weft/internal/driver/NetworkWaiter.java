package weft.internal.driver;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Parker;

/**
 * How the driver's thread waits: on a parker until the network is used for the first time, from
 * then on in the network, if that is where its events come from.
 *
 * <p><b>Threads.</b> {@link #await} by one thread at a time, the rest by any.
 */
public final class NetworkWaiter implements Waiter {
  private final Parker parker;
  private final Supplier<? extends Network> factory;
  private @Nullable Network network; // guarded by this
  private boolean shutdown; // guarded by this
  private volatile @Nullable PollingNetwork polling;
  private volatile @Nullable Network published;

  private NetworkWaiter(Parker parker, Supplier<? extends Network> factory) {
    this.parker = parker;
    this.factory = factory;
  }

  /**
   * @param parker where the thread waits while there is no {@link PollingNetwork}
   * @param factory makes the network at its first use
   */
  public static NetworkWaiter create(Parker parker, Supplier<? extends Network> factory) {
    return new NetworkWaiter(parker, factory);
  }

  @Override
  public boolean await(long maxNanos) {
    PollingNetwork selecting = polling;
    if (selecting != null) {
      selecting.poll(maxNanos);
    } else if (maxNanos == Long.MAX_VALUE) {
      parker.park();
    } else if (maxNanos > 0) {
      parker.parkNanos(maxNanos);
    }
    return true;
  }

  @Override
  public void wakeup() {
    PollingNetwork selecting = polling;
    if (selecting == null) {
      parker.unpark();
      // The network may have appeared since we looked, and the thread wait there. If it appears
      // later than this second look, network() wakes it on its own.
      selecting = polling;
    }
    if (selecting != null) {
      selecting.wakeup();
    }
  }

  @Override
  public Network network() {
    Network known = published;
    return known != null ? known : create();
  }

  private Network create() {
    Network made;
    synchronized (this) {
      if (network != null) {
        return network;
      }
      made = factory.get();
      network = made;
      if (shutdown) {
        made.shutdown();
      }
      if (made instanceof PollingNetwork selecting) {
        polling = selecting;
        // Stands in for every wakeup() that did not see the network yet: the first wait in it ends
        // at once.
        selecting.wakeup();
      }
      published = made;
    }
    parker.unpark(); // whoever waits there moves over
    return made;
  }

  @Override
  public NetworkMetrics metrics() {
    Network known = published;
    return known == null ? NetworkMetrics.NONE : known.metrics();
  }

  @Override
  public void shutdown() {
    Network known;
    synchronized (this) {
      shutdown = true;
      known = network;
    }
    if (known != null) {
      known.shutdown();
    }
    wakeup();
  }
}
