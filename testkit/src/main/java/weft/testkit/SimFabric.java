package weft.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network between the hosts of a {@link Simulation}. What is sent while a direction is blocked
 * is sent again and again, as TCP does, for a quarter of an hour; datagrams are lost.
 */
public final class SimFabric {
  private static final long LOOPBACK_NANOS = 20_000;
  private static final int LONGEST_TAIL_NANOS = 400_000_000;
  private static final int TAIL_ODDS = 50;

  private final Simulation simulation;
  private final SimWorld world;
  private final Map<String, SimHost> names = new LinkedHashMap<>();
  private final Map<InetAddress, SimHost> addresses = new LinkedHashMap<>();
  private final Set<Direction> blocked = new HashSet<>();
  private long shortestNanos = Duration.ofMillis(1).toNanos();
  private long longestNanos = Duration.ofMillis(10).toNanos();
  private long bytesPerSecond = 10_000_000;

  private record Direction(String from, String to) {}

  SimFabric(Simulation simulation, SimWorld world) {
    this.simulation = simulation;
    this.world = world;
  }

  /** The host of that name, which is made and started at the first call. */
  public SimHost host(String name) {
    return simulation.host(name);
  }

  void add(SimHost host) {
    names.put(host.name(), host);
    addresses.put(host.address(), host);
  }

  /**
   * How long a packet takes; 1 to 10 ms at first, always the shorter without {@link Fault#LATENCY}.
   */
  public void latency(Duration shortest, Duration longest) {
    if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException("not a range of delays: " + shortest + " to " + longest);
    }
    shortestNanos = shortest.toNanos();
    longestNanos = longest.toNanos();
  }

  /** How fast each direction of a connection carries bytes; ten million a second at first. */
  public void bandwidth(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes per second < 1: " + bytes);
    }
    bytesPerSecond = bytes;
  }

  /** Nothing gets from {@code from} to {@code to} any more; the other direction is left alone. */
  public void block(SimHost from, SimHost to) {
    world.note(() -> "block " + from.name() + " -> " + to.name());
    blocked.add(new Direction(from.name(), to.name()));
  }

  /** Undoes {@link #block}. */
  public void unblock(SimHost from, SimHost to) {
    world.note(() -> "unblock " + from.name() + " -> " + to.name());
    blocked.remove(new Direction(from.name(), to.name()));
  }

  /** Nothing gets from one of the two to the other, in either direction. */
  public void partition(SimHost one, SimHost other) {
    block(one, other);
    block(other, one);
  }

  /** Cuts one host off from all others that exist by now. */
  public void isolate(SimHost host) {
    for (SimHost other : names.values()) {
      if (other != host) {
        partition(host, other);
      }
    }
  }

  /** Undoes {@link #partition}. */
  public void heal(SimHost one, SimHost other) {
    unblock(one, other);
    unblock(other, one);
  }

  /** Everybody reaches everybody again. */
  public void healAll() {
    world.note(() -> "heal all");
    blocked.clear();
  }

  /** Resets every connection between the two hosts, at both ends at once. */
  public void reset(SimHost one, SimHost other) {
    world.note(() -> "reset " + one.name() + " - " + other.name());
    SimNetwork network = one.network();
    if (network != null) {
      network.resetAllTo(other);
    }
  }

  boolean isBlocked(SimHost from, SimHost to) {
    return !blocked.isEmpty() && blocked.contains(new Direction(from.name(), to.name()));
  }

  /** How long one packet takes this time. */
  long delay(SimHost from, SimHost to) {
    if (from == to) {
      return LOOPBACK_NANOS;
    }
    if (!world.isOn(Fault.LATENCY)) {
      return shortestNanos;
    }
    long delay =
        shortestNanos
            + world.draw(
                Fault.LATENCY, (int) Math.min(Integer.MAX_VALUE, longestNanos - shortestNanos + 1));
    if (world.chance(Fault.LATENCY, TAIL_ODDS)) {
      delay += world.draw(Fault.LATENCY, LONGEST_TAIL_NANOS);
    }
    return delay;
  }

  long transmissionNanos(int bytes) {
    return bytes * 1_000_000_000L / bytesPerSecond;
  }

  /** The host that {@code address} means to {@code from}; null if there is none. */
  @Nullable SimHost hostAt(InetAddress address, SimHost from) {
    if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
      return from;
    }
    return addresses.get(address);
  }

  InetAddress resolve(String name) throws UnknownHostException {
    SimHost host = names.get(name);
    if (host == null) {
      throw new UnknownHostException("no simulated host is called " + name);
    }
    return host.address();
  }

  @Override
  public String toString() {
    return "SimFabric[" + names.keySet() + ", blocked " + blocked + "]";
  }
}
