package weft.testkit;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.internal.driver.AcceptRefusedException;
import weft.internal.driver.ListenerTransport;
import weft.internal.driver.Readiness;
import weft.internal.driver.StreamTransport;

/** A listening socket of the simulated network. */
final class SimListener extends SimSocket implements ListenerTransport {
  private static final int DEFAULT_BACKLOG = 128;
  private static final int REFUSAL_ODDS = 8;

  private final Readiness acceptable = Readiness.create("accept", this::awaited);
  private final ArrayDeque<SimStream> waiting = new ArrayDeque<>();
  private int backlog = DEFAULT_BACKLOG;

  SimListener(SimNetwork network) {
    super(network);
  }

  private void awaited() {
    if (!waiting.isEmpty()) {
      network.report(acceptable);
    }
  }

  @Override
  public Readiness acceptable() {
    return acceptable;
  }

  @Override
  public void bind(SocketAddress address, int wantedBacklog) throws IOException {
    requireOpen();
    local = network.bind(this, address);
    backlog = wantedBacklog > 0 ? wantedBacklog : DEFAULT_BACKLOG;
  }

  boolean hasRoom() {
    return waiting.size() < backlog;
  }

  void arrived(SimStream connection) {
    waiting.add(connection);
    network.report(acceptable);
  }

  @Override
  public @Nullable StreamTransport accept() throws IOException {
    requireOpen();
    if (waiting.isEmpty()) {
      return null;
    }
    if (network.world.chance(Fault.ACCEPT_ERRORS, REFUSAL_ODDS)) {
      network.acceptRefused();
      throw new AcceptRefusedException("Too many open files (simulated)", null);
    }
    return waiting.remove();
  }

  @Override
  void closing() {
    for (SimStream connection : waiting) {
      connection.abort();
    }
    waiting.clear();
  }

  @Override
  Readiness[] readiness() {
    return new Readiness[] {acceptable};
  }
}
