package weft.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.DatagramTransport;
import weft.internal.driver.ListenerTransport;
import weft.internal.driver.Network;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.Readiness;
import weft.internal.driver.RuntimeShutdownException;
import weft.internal.driver.StreamTransport;

/**
 * The network as one host's runtime has it, under the real {@code weft.net}. Unix sockets are found
 * by their path among those of the same host; nothing is left in a file system, so a path is free
 * again once its listener is closed.
 */
final class SimNetwork implements Network {
  private static final int FIRST_EPHEMERAL_PORT = 40_000;
  private static final int LAST_PORT = 65_535;

  final SimHost host;
  final SimWorld world;
  private final SimWaiter waiter;
  private final Map<Integer, SimListener> listeners = new LinkedHashMap<>();
  private final Map<Path, SimListener> paths = new LinkedHashMap<>();
  private final Map<Integer, SimDatagram> datagrams = new LinkedHashMap<>();
  private final Set<SimSocket> sockets = new LinkedHashSet<>();
  private int nextPort = FIRST_EPHEMERAL_PORT;
  private long opened;
  private long closed;
  private long acceptsRefused;
  private boolean shutdown;
  private boolean powerless;

  SimNetwork(SimHost host, SimWorld world, SimWaiter waiter) {
    this.host = host;
    this.world = world;
    this.waiter = waiter;
  }

  SimFabric fabric() {
    return host.fabric();
  }

  void report(Readiness readiness) {
    waiter.report(readiness);
  }

  @Override
  public StreamTransport openStream(SocketAddress remote) throws IOException {
    requireRunning();
    known(remote);
    return opened(new SimStream(this));
  }

  @Override
  public ListenerTransport openListener(SocketAddress local) throws IOException {
    requireRunning();
    known(local);
    return opened(new SimListener(this));
  }

  @Override
  public DatagramTransport openDatagram(SocketAddress local) throws IOException {
    requireRunning();
    internet(local);
    return opened(new SimDatagram(this));
  }

  <S extends SimSocket> S opened(S socket) {
    sockets.add(socket);
    opened++;
    return socket;
  }

  void closed(SimSocket socket) {
    if (sockets.remove(socket)) {
      closed++;
    }
    if (socket instanceof SimListener listener) {
      listeners.values().remove(listener);
      paths.values().remove(listener);
    } else if (socket instanceof SimDatagram datagram) {
      datagrams.values().remove(datagram);
    }
  }

  private void requireRunning() throws RuntimeShutdownException {
    if (shutdown) {
      throw new RuntimeShutdownException();
    }
  }

  static InetSocketAddress internet(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      return inet;
    }
    throw new UnsupportedOperationException(
        "the simulated network has no such address for this: "
            + address
            + "; it has resolved internet addresses, and paths for Unix sockets");
  }

  private static void known(SocketAddress address) {
    if (!(address instanceof UnixDomainSocketAddress)) {
      internet(address);
    }
  }

  SocketAddress bind(SimListener listener, SocketAddress wanted) throws BindException {
    if (wanted instanceof UnixDomainSocketAddress unix) {
      if (paths.putIfAbsent(unix.getPath(), listener) != null) {
        throw new BindException("Address already in use: " + host.name() + ":" + unix);
      }
      return unix;
    }
    InetSocketAddress address = free(wanted, listeners);
    listeners.put(address.getPort(), listener);
    return address;
  }

  InetSocketAddress bind(SimDatagram datagram, SocketAddress wanted) throws BindException {
    InetSocketAddress address = free(wanted, datagrams);
    datagrams.put(address.getPort(), datagram);
    return address;
  }

  InetSocketAddress ephemeral() {
    if (nextPort > LAST_PORT) {
      nextPort = FIRST_EPHEMERAL_PORT;
    }
    return host.address(nextPort++);
  }

  private InetSocketAddress free(SocketAddress wanted, Map<Integer, ?> taken) throws BindException {
    InetSocketAddress address = internet(wanted);
    int port = address.getPort();
    if (port == 0) {
      do {
        port = ephemeral().getPort();
      } while (taken.containsKey(port));
    } else if (taken.containsKey(port)) {
      throw new BindException("Address already in use: " + host.name() + ":" + port);
    }
    return new InetSocketAddress(address.getAddress(), port);
  }

  @Nullable SimListener listenerAt(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        ? paths.get(unix.getPath())
        : listeners.get(internet(address).getPort());
  }

  @Nullable SimDatagram datagramAt(int port) {
    return datagrams.get(port);
  }

  @Override
  public List<InetAddress> resolve(String name) throws IOException {
    if (name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
      return List.of(InetAddress.getByName(name)); // a literal: the system is not asked
    }
    return List.of(
        name.equals("localhost") ? InetAddress.getLoopbackAddress() : fabric().resolve(name));
  }

  @Override
  public NetworkMetrics metrics() {
    return waiter.metrics();
  }

  long opened() {
    return opened;
  }

  long closed() {
    return closed;
  }

  long acceptsRefused() {
    return acceptsRefused;
  }

  void acceptRefused() {
    acceptsRefused++;
  }

  boolean isShutdown() {
    return shutdown;
  }

  /** Whether the host has crashed since: nothing is sent from here, nothing arrives. */
  boolean isPowerless() {
    return powerless;
  }

  void losePower() {
    powerless = true;
  }

  void resetAllTo(SimHost other) {
    for (SimSocket socket : new ArrayList<>(sockets)) {
      if (socket instanceof SimStream stream && stream.isConnectedTo(other)) {
        stream.breakConnection("Connection reset");
      }
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    for (SimSocket socket : new ArrayList<>(sockets)) {
      socket.close();
    }
  }
}
