package weft.simulation;

import weft.testkit.SimulationReport;

/** Shows what a simulation has explored: the figures of docs/testing.md are copied from here. */
final class SimulationReports {
  private SimulationReports() {}

  static void print(String scenario, SimulationReport report) {
    System.out.println("simulation | " + scenario + " | " + report);
  }
}
