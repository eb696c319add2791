package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.driver.Network;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.Readiness;
import weft.internal.driver.Waiter;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/** How the driver of a simulated host waits: by noting that its virtual worker does. */
final class SimWaiter implements Waiter, SimWait {
  private static final int LONGEST_JITTER_NANOS = 3_000_000;

  private final SimHost host;
  private final SimWorld world;
  private final List<Readiness> ready = new ArrayList<>();
  private @Nullable SimNetwork network;
  private boolean token;
  private boolean shutdown;
  private long endsAt = NEVER;
  private long delivered;

  SimWaiter(SimHost host, SimWorld world) {
    this.host = host;
    this.world = world;
  }

  /** The driver shall report {@code readiness} the next time it looks. */
  void report(Readiness readiness) {
    if (!ready.contains(readiness)) {
      ready.add(readiness);
    }
  }

  @Override
  public boolean await(long maxNanos) {
    boolean wasReady = deliver();
    if (maxNanos <= 0 || token || wasReady || !world.parksWorker()) {
      token = false;
      return true;
    }
    endsAt = maxNanos == Long.MAX_VALUE ? NEVER : host.worldTimeAfter(maxNanos);
    if (endsAt != NEVER && !world.isPaused() && world.chance(Fault.TIMER_JITTER, 4)) {
      endsAt += world.draw(Fault.TIMER_JITTER, LONGEST_JITTER_NANOS);
    }
    world.currentWaits(this);
    return false;
  }

  private boolean deliver() {
    if (ready.isEmpty()) {
      return false;
    }
    List<Waker> wakers = new ArrayList<>();
    while (!ready.isEmpty()) {
      // The system reports descriptors in any order.
      Waker waker = ready.remove(world.draw(ready.size())).signal();
      delivered++;
      if (waker != null) {
        wakers.add(waker);
      }
    }
    Preemption.point(PreemptionPoint.BEFORE_IO_WAKES);
    wakers.forEach(Waker::wake);
    return true;
  }

  @Override
  public void wakeup() {
    token = true;
  }

  @Override
  public boolean isOver() {
    return token || !ready.isEmpty() || world.now() >= endsAt;
  }

  @Override
  public long endsAt() {
    return endsAt;
  }

  @Override
  public void end() {
    token = false;
    endsAt = NEVER;
  }

  @Override
  public Network network() {
    SimNetwork known = network;
    if (known == null) {
      known = new SimNetwork(host, world, this);
      network = known;
      if (shutdown) {
        known.shutdown();
      }
    }
    return known;
  }

  @Override
  public NetworkMetrics metrics() {
    SimNetwork known = network;
    return known == null
        ? NetworkMetrics.NONE
        : new NetworkMetrics(known.opened(), known.closed(), delivered, known.acceptsRefused());
  }

  @Nullable SimNetwork networkIfUsed() {
    return network;
  }

  @Override
  public void shutdown() {
    shutdown = true;
    if (network != null) {
      network.shutdown();
    }
  }
}
