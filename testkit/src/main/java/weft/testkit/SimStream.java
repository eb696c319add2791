package weft.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.Readiness;
import weft.internal.driver.StreamTransport;

/** One end of a connection of the simulated network, or of a host's Unix sockets. */
final class SimStream extends SimSocket implements StreamTransport {
  private static final int WINDOW = 64 * 1024;
  private static final int SMALLEST_WINDOW = 8;
  private static final int SMALL_WINDOWS = 56;
  private static final int RESET_ODDS = 100;
  private static final int REFUSAL_ODDS = 4;
  private static final int ATTEMPTS = 7; // as Linux does: 127 s in all
  private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private enum State {
    NEW,
    CONNECTING,
    CONNECTED,
    FAILED
  }

  private final Readiness readable = Readiness.create("read", this::readAwaited);
  private final Readiness writable = Readiness.create("write", this::writeAwaited);
  private final SimBytes arrived = new SimBytes();
  private State state = State.NEW;
  private @Nullable SocketAddress remote;
  private @Nullable SimStream peer;
  private @Nullable SimPipe out;
  private @Nullable String failure; // why the connection is broken
  private int window = WINDOW; // what the peer takes unread
  private int unread; // sent, and not reported read by the peer
  private boolean endArrived;
  private boolean inputShut;
  private boolean outputShut;

  SimStream(SimNetwork network) {
    super(network);
  }

  // ---------------------------------------------------------------- readiness

  private void readAwaited() {
    if (failure != null || inputShut || endArrived || arrived.size() > 0) {
      network.report(readable);
    }
  }

  private void writeAwaited() {
    if (failure != null
        || state == State.FAILED
        || (state == State.CONNECTED && (outputShut || unread < window))) {
      network.report(writable);
    }
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

  // ---------------------------------------------------------------- connecting

  @Override
  public void bind(SocketAddress address) throws IOException {
    requireOpen();
    InetSocketAddress wanted = SimNetwork.internet(address);
    local = wanted.getPort() == 0 ? network.ephemeral() : wanted;
  }

  @Override
  public boolean beginConnect(SocketAddress address) throws IOException {
    requireOpen();
    SimHost host = hostAt(address);
    remote = address;
    state = State.CONNECTING;
    if (local == null) {
      local = isUnix() ? UNNAMED : network.ephemeral();
    }
    network.world.note(() -> network.host.name() + " connects to " + host.name() + " " + address);
    network.world.after(
        network.fabric().delay(network.host, host),
        "connection request",
        () -> requestArrives(host, address, 1));
    return false;
  }

  private SimHost hostAt(SocketAddress address) throws NoRouteToHostException {
    if (address instanceof UnixDomainSocketAddress) {
      return network.host;
    }
    InetSocketAddress target = SimNetwork.internet(address);
    SimHost host = network.fabric().hostAt(target.getAddress(), network.host);
    if (host == null) {
      throw new NoRouteToHostException("no simulated host has the address " + target);
    }
    return host;
  }

  /** Inside one machine: no network that could break it. */
  private boolean isUnix() {
    return remote instanceof UnixDomainSocketAddress;
  }

  private boolean chance(Fault ofTheNetwork, int odds) {
    return !isUnix() && network.world.chance(ofTheNetwork, odds);
  }

  private boolean isAlive() {
    return isOpen() && !network.isPowerless();
  }

  private void requestArrives(SimHost host, SocketAddress target, int attempt) {
    if (!isAlive() || state != State.CONNECTING) {
      return;
    }
    SimFabric fabric = network.fabric();
    SimNetwork there = host.isUp() ? host.network() : null;
    SimListener listener = there == null ? null : there.listenerAt(target);
    boolean isLost = fabric.isBlocked(network.host, host) || !host.isUp();
    if (isLost || (listener != null && !listener.hasRoom())) {
      if (attempt == ATTEMPTS) {
        connectFailed("Connection timed out");
      } else {
        network.world.after(
            FIRST_RETRY_NANOS << (attempt - 1),
            "connection request again",
            () -> requestArrives(host, target, attempt + 1));
      }
      return;
    }
    if (there == null || listener == null || chance(Fault.REFUSALS, REFUSAL_ODDS)) {
      network.world.after(
          fabric.delay(host, network.host),
          "connection refusal",
          () -> {
            if (!fabric.isBlocked(host, network.host)) {
              connectFailed("Connection refused");
            } else {
              requestArrives(host, target, ATTEMPTS); // nobody hears it: once more, then no more
            }
          });
      return;
    }
    SimStream accepted = there.opened(new SimStream(there));
    accepted.local = listener.local;
    accepted.remote = local;
    join(accepted);
    long delay = fabric.delay(host, network.host);
    if (accepted.out != null) {
      accepted.out.opensAt(network.world.now() + delay);
    }
    accepted.state = State.CONNECTED;
    accepted.writable.signalAndWake();
    listener.arrived(accepted);
    // The reply goes the way of the data, so that it is sent again until it arrives.
    accepted.send(0, SimStream::connected);
  }

  private void join(SimStream other) {
    peer = other;
    other.peer = this;
    out = new SimPipe(this, other, network.world);
    other.out = new SimPipe(other, this, network.world);
    window = drawWindow();
    other.window = drawWindow();
  }

  private int drawWindow() {
    return network.world.chance(Fault.SMALL_WINDOWS, 2)
        ? SMALLEST_WINDOW + network.world.draw(Fault.SMALL_WINDOWS, SMALL_WINDOWS)
        : WINDOW;
  }

  private void connected() {
    if (!isAlive()) {
      sendReset();
    } else if (state == State.CONNECTING) {
      state = State.CONNECTED;
      network.report(writable);
    }
  }

  private void connectFailed(String why) {
    if (state == State.CONNECTING) {
      state = State.FAILED;
      failure = why;
      network.report(writable);
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    requireOpen();
    if (state == State.FAILED) {
      throw new ConnectException(failure);
    }
    if (state == State.CONNECTED) {
      writable.signalAndWake(); // a new connection takes bytes
      return true;
    }
    return false;
  }

  boolean isConnectedTo(SimHost host) {
    SimStream other = peer;
    return other != null && other.network.host == host;
  }

  // ---------------------------------------------------------------- bytes

  private void send(int bytes, SimPipe.Packet packet) {
    SimPipe way = out;
    if (way != null) {
      way.send(bytes, packet);
    }
  }

  private void requireConnected() throws IOException {
    requireOpen();
    if (state != State.CONNECTED) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    requireConnected();
    if (inputShut) {
      return -1;
    }
    int count = Math.min(dst.remaining(), arrived.size());
    if (count == 0) {
      if (failure != null) {
        throw new SocketException(failure);
      }
      return endArrived && dst.hasRemaining() ? -1 : 0;
    }
    count = partOf(count);
    arrived.moveTo(dst, count);
    int taken = count;
    send(0, sender -> sender.windowOpens(taken));
    return count;
  }

  private int partOf(int count) {
    return count > 1 && network.world.chance(Fault.PARTIAL_IO, 3)
        ? 1 + network.world.draw(Fault.PARTIAL_IO, count - 1)
        : count;
  }

  private void windowOpens(int bytes) {
    unread -= bytes;
    if (isAlive()) {
      network.report(writable);
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    requireConnected();
    if (outputShut) {
      throw new IOException("the writing side has been shut down");
    }
    if (failure == null && chance(Fault.RESETS, RESET_ODDS)) {
      breakConnection("Connection reset");
    }
    if (failure != null) {
      throw new SocketException("Broken pipe");
    }
    int count = Math.min(src.remaining(), window - unread);
    if (count <= 0) {
      return 0;
    }
    count = partOf(count);
    byte[] bytes = new byte[count];
    src.get(bytes);
    unread += count;
    send(count, receiver -> receiver.bytesArrive(bytes));
    return count;
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      while (srcs[i].hasRemaining()) {
        int count = write(srcs[i]);
        if (count == 0) {
          return total;
        }
        total += count;
      }
    }
    return total;
  }

  private void bytesArrive(byte[] bytes) {
    if (!isOpen()) {
      sendReset(); // nobody will ever read them
      return;
    }
    if (failure == null && !inputShut) {
      arrived.add(bytes);
      network.report(readable);
    }
  }

  // ---------------------------------------------------------------- the end

  @Override
  public void shutdownInput() throws IOException {
    requireConnected();
    inputShut = true;
    arrived.clear();
    network.report(readable);
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireConnected();
    if (!outputShut) {
      outputShut = true;
      send(0, SimStream::endArrives);
    }
  }

  private void endArrives() {
    endArrived = true;
    if (isOpen()) {
      network.report(readable);
    }
  }

  @Override
  void closing() {
    if (state != State.CONNECTED || failure != null) {
      return;
    }
    boolean lingerless = Integer.valueOf(0).equals(optionOrNull(StandardSocketOptions.SO_LINGER));
    if (arrived.size() > 0 || lingerless) {
      sendReset();
    } else if (!outputShut) {
      outputShut = true;
      send(0, SimStream::endArrives);
    }
  }

  /** Closes with a reset: nobody has accepted this connection. */
  void abort() {
    sendReset();
    close();
  }

  private void sendReset() {
    send(0, receiver -> receiver.broken("Connection reset"));
  }

  /** The machine at the other end came back and answers with a reset. */
  void resetByStranger() {
    SimStream other = peer;
    if (other == null) {
      return;
    }
    network.world.after(
        network.fabric().delay(other.network.host, network.host),
        "reset",
        () -> {
          if (!network.fabric().isBlocked(other.network.host, network.host)) {
            broken("Connection reset");
          }
        });
  }

  /** Both ends find the connection broken, and what was under way is lost. */
  void breakConnection(String why) {
    SimStream other = peer;
    if (out != null) {
      out.discard();
    }
    broken(why);
    if (other != null) {
      if (other.out != null) {
        other.out.discard();
      }
      other.broken(why);
    }
  }

  /** This end finds the connection broken; bytes that have arrived are lost, as after a reset. */
  void broken(String why) {
    if (failure != null || !isAlive()) {
      return;
    }
    network.world.note(() -> network.host.name() + " " + local + ": " + why);
    failure = why;
    if (state == State.CONNECTING) {
      state = State.FAILED;
    }
    arrived.clear();
    network.report(readable);
    network.report(writable);
  }

  @Override
  public @Nullable SocketAddress remoteAddress() throws IOException {
    requireOpen();
    return state == State.CONNECTED ? remote : null;
  }

  @Override
  public String toString() {
    return "SimStream[" + network.host.name() + " " + local + " - " + remote + ", " + state + "]";
  }
}
