package weft.testkit;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * One direction of a connection: what is sent arrives in order and whole, later rather than never.
 * While the way is blocked or the other machine is down, it is sent again after a time that
 * doubles; after a quarter of an hour the sender gives the connection up.
 */
final class SimPipe {
  private static final long FIRST_RETRY_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LONGEST_RETRY_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofMinutes(15).toNanos();

  private final SimStream from;
  private final SimStream to;
  private final SimWorld world;
  private final ArrayDeque<Packet> flight = new ArrayDeque<>();
  private long lineFreeAt;
  private long lastArrival;
  private long retryNanos; // zero while packets get through
  private long stuckSince;
  private boolean discarded;

  /** What arrives. */
  interface Packet {
    void arrive(SimStream at);
  }

  SimPipe(SimStream from, SimStream to, SimWorld world) {
    this.from = from;
    this.to = to;
    this.world = world;
  }

  /** Nothing arrives before {@code time}. */
  void opensAt(long time) {
    lastArrival = Math.max(lastArrival, time);
  }

  void send(int bytes, Packet packet) {
    if (discarded || from.network.isPowerless()) {
      return;
    }
    SimFabric fabric = from.network.fabric();
    long now = world.now();
    lineFreeAt = Math.max(now, lineFreeAt) + fabric.transmissionNanos(bytes);
    long arrival = lineFreeAt + fabric.delay(from.network.host, to.network.host);
    lastArrival = Math.max(lastArrival + 1, arrival);
    flight.add(packet);
    world.after(lastArrival - now, "packet", this::arrived);
  }

  private void arrived() {
    if (retryNanos == 0) {
      deliver();
    }
  }

  private void deliver() {
    if (flight.isEmpty()) {
      return;
    }
    SimHost source = from.network.host;
    SimHost target = to.network.host;
    boolean isLost = from.network.fabric().isBlocked(source, target) || !target.isUp();
    if (isLost) {
      tryAgainLater();
      return;
    }
    if (to.network.isPowerless()) {
      flight.clear(); // the machine came back and knows nothing of this connection
      from.resetByStranger();
      return;
    }
    flight.remove().arrive(to);
  }

  private void tryAgainLater() {
    if (from.network.isPowerless()) {
      flight.clear();
      return;
    }
    if (retryNanos == 0) {
      retryNanos = FIRST_RETRY_NANOS;
      stuckSince = world.now();
    } else {
      retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    }
    if (world.now() - stuckSince > PATIENCE_NANOS) {
      flight.clear();
      from.broken("Connection timed out");
      return;
    }
    world.after(retryNanos, "retransmission", this::retry);
  }

  private void retry() {
    long before = retryNanos;
    while (!flight.isEmpty() && !discarded) {
      int size = flight.size();
      deliver();
      if (flight.size() >= size) {
        return; // still stuck: the next retry is under way
      }
    }
    if (retryNanos == before) {
      retryNanos = 0;
    }
  }

  /** What is under way never arrives. */
  void discard() {
    discarded = true;
    flight.clear();
  }
}
