package consumer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import weft.net.UdpSocket;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.SimulationFailure;
import weft.testkit.SimulationReport;

/**
 * A partition test of {@link Register} with what is published and nothing else: a majority quorum
 * stands every partition that cuts one replica off; a quorum of one is found to lose writes.
 */
public final class RegisterPartition {
  private static final int PORT = 4711;
  private static final int REPLICAS = 3;

  private RegisterPartition() {}

  static void writesSurvivePartitions(Simulation simulation, int quorum) throws Exception {
    List<SimHost> hosts = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < REPLICAS; i++) {
      SimHost host = simulation.host("replica " + i);
      host.spawn("replica", Register.replica(host.address(PORT))).cancel();
      hosts.add(host);
      addresses.add(host.address(PORT));
    }
    SimHost home = simulation.host("client");
    UdpSocket socket = home.run(UdpSocket.bind(home.address(PORT)));
    Register.Client client = new Register.Client(socket, addresses, quorum);
    for (int value = 1; value <= 5; value++) {
      simulation.network().healAll();
      simulation.network().isolate(hosts.get(simulation.random(REPLICAS)));
      home.run(client.write(value));
      simulation.network().healAll();
      simulation.network().isolate(hosts.get(simulation.random(REPLICAS)));
      int read = home.run(client.read());
      if (read != value) {
        throw new AssertionError("stale read: " + read + " after a write of " + value);
      }
    }
    if (simulation.elapsed().compareTo(Duration.ofMinutes(5)) > 0) {
      throw new AssertionError("slow: " + simulation.elapsed());
    }
  }

  /** Checks both, and prints what was explored. */
  public static void main(String[] args) {
    SimulationReport report =
        Simulation.check(300, simulation -> writesSurvivePartitions(simulation, 2));
    System.out.println("quorum of 2: " + report);
    try {
      Simulation.check(300, simulation -> writesSurvivePartitions(simulation, 1));
    } catch (SimulationFailure failure) {
      if (!failure.getMessage().contains("stale read")) {
        throw failure;
      }
      System.out.println(
          "quorum of 1: " + failure.getCause().getMessage() + ", seed " + failure.seed());
      return;
    }
    throw new AssertionError("the lost write of a quorum of 1 was not found");
  }
}
