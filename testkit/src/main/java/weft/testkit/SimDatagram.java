package weft.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.DatagramTransport;
import weft.internal.driver.Readiness;

/** A socket of datagrams of the simulated network. */
final class SimDatagram extends SimSocket implements DatagramTransport {
  private static final int QUEUE_LIMIT = 1024;
  private static final int LARGEST = 65_507;
  private static final int LOSS_ODDS = 10;
  private static final int DUPLICATION_ODDS = 20;
  private static final int REORDERING_ODDS = 4;
  private static final int LONGEST_DETOUR_NANOS = 50_000_000;

  private final Readiness readable = Readiness.create("receive", this::receiveAwaited);
  private final Readiness writable = Readiness.create("send", this::sendAwaited);
  private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
  private @Nullable InetSocketAddress remote;
  private boolean refused; // the connected peer said that nobody listens
  private long lastArrival;

  private record Arrived(byte[] bytes, InetSocketAddress sender) {}

  SimDatagram(SimNetwork network) {
    super(network);
  }

  private void receiveAwaited() {
    if (refused || !arrived.isEmpty()) {
      network.report(readable);
    }
  }

  private void sendAwaited() {
    network.report(writable);
  }

  @Override
  public Readiness readable() {
    return readable;
  }

  @Override
  public Readiness writable() {
    return writable;
  }

  @Override
  Readiness[] readiness() {
    return new Readiness[] {readable, writable};
  }

  @Override
  public void bind(SocketAddress address) throws IOException {
    requireOpen();
    local = network.bind(this, address);
    writable.signalAndWake();
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    requireOpen();
    remote = SimNetwork.internet(address);
  }

  @Override
  public void disconnect() {
    remote = null;
  }

  @Override
  public boolean send(ByteBuffer src, @Nullable SocketAddress target) throws IOException {
    requireOpen();
    InetSocketAddress to = target == null ? remote : SimNetwork.internet(target);
    if (to == null) {
      throw new NotYetConnectedException();
    }
    if (src.remaining() > LARGEST) {
      throw new SocketException("Message too long: " + src.remaining());
    }
    byte[] bytes = new byte[src.remaining()];
    src.get(bytes);
    SimHost host = network.fabric().hostAt(to.getAddress(), network.host);
    if (host == null || network.isPowerless()) {
      return true; // into the void
    }
    transmit(host, to.getPort(), bytes);
    if (network.world.chance(Fault.DATAGRAM_DUPLICATION, DUPLICATION_ODDS)) {
      transmit(host, to.getPort(), bytes);
    }
    return true;
  }

  private void transmit(SimHost host, int port, byte[] bytes) {
    SimWorld world = network.world;
    if (world.chance(Fault.DATAGRAM_LOSS, LOSS_ODDS)) {
      return;
    }
    long arrival = world.now() + network.fabric().delay(network.host, host);
    if (world.chance(Fault.DATAGRAM_REORDERING, REORDERING_ODDS)) {
      arrival += world.draw(Fault.DATAGRAM_REORDERING, LONGEST_DETOUR_NANOS);
    } else {
      lastArrival = Math.max(lastArrival, arrival);
      arrival = lastArrival;
    }
    InetSocketAddress sender =
        network.host.address(local instanceof InetSocketAddress bound ? bound.getPort() : 0);
    world.after(arrival - world.now(), "datagram", () -> arrive(host, port, bytes, sender));
  }

  private void arrive(SimHost host, int port, byte[] bytes, InetSocketAddress sender) {
    SimNetwork there = host.isUp() ? host.network() : null;
    if (!host.isUp() || network.fabric().isBlocked(network.host, host)) {
      return;
    }
    SimDatagram receiver = there == null ? null : there.datagramAt(port);
    if (receiver == null) {
      network.world.after(
          network.fabric().delay(host, network.host), "port unreachable", this::unreachable);
    } else {
      receiver.offer(bytes, sender);
    }
  }

  private void unreachable() {
    if (remote != null && isOpen() && !network.isPowerless()) {
      refused = true;
      network.report(readable);
    }
  }

  private void offer(byte[] bytes, InetSocketAddress sender) {
    InetSocketAddress only = remote;
    boolean isWanted = only == null || only.equals(sender);
    if (isWanted && arrived.size() < QUEUE_LIMIT) {
      arrived.add(new Arrived(bytes, sender));
      network.report(readable);
    }
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer dst) throws IOException {
    requireOpen();
    if (refused) {
      refused = false;
      throw new PortUnreachableException("nobody listens at " + remote);
    }
    Arrived next = arrived.poll();
    if (next == null) {
      return null;
    }
    dst.put(next.bytes, 0, Math.min(dst.remaining(), next.bytes.length));
    return next.sender;
  }

  @Override
  void closing() {
    arrived.clear();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() throws IOException {
    requireOpen();
    return remote;
  }
}
