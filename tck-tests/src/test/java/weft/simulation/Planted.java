package weft.simulation;

import weft.testkit.Fault;
import weft.testkit.Scenario;
import weft.testkit.SimulationOptions;

/** Small programs with a bug each, and the same programs without it. */
enum Planted {
  LOST_WAKE_UP(
      "deadlock",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.lostWakeUp(simulation, false),
      simulation -> LocalBugs.lostWakeUp(simulation, true)),
  PERMIT_LOST_ON_CANCEL(
      "the permit is free at the end",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.permitLostOnCancel(simulation, false),
      simulation -> LocalBugs.permitLostOnCancel(simulation, true)),
  ABA_IN_A_POOL(
      "is lent once",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.abaInAPool(simulation, false),
      simulation -> LocalBugs.abaInAPool(simulation, true)),
  CHECK_THEN_ACT_ACROSS_AN_AWAIT(
      "[balance]",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.checkThenAct(simulation, false),
      simulation -> LocalBugs.checkThenAct(simulation, true)),
  DEADLOCK_BY_LOCK_ORDER(
      "deadlock",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.lockOrder(simulation, false),
      simulation -> LocalBugs.lockOrder(simulation, true)),
  STARVATION(
      "the writer starves",
      SimulationOptions.DEFAULT,
      simulation -> LocalBugs.starvation(simulation, false),
      simulation -> LocalBugs.starvation(simulation, true)),
  RETRY_STORM(
      "questions for one answer",
      SimulationOptions.DEFAULT,
      simulation -> NetworkBugs.retryStorm(simulation, false),
      simulation -> NetworkBugs.retryStorm(simulation, true)),
  SPLIT_BRAIN(
      "leaders [",
      SimulationOptions.DEFAULT,
      simulation -> NetworkBugs.splitBrain(simulation, false),
      simulation -> NetworkBugs.splitBrain(simulation, true)),
  MESSAGE_LOST_ON_RESET(
      "messages delivered",
      SimulationOptions.DEFAULT.with(Fault.RESETS),
      simulation -> NetworkBugs.messages(simulation, false, true),
      simulation -> NetworkBugs.messages(simulation, true, true)),
  DOUBLE_DELIVERY_ON_RETRY(
      "messages delivered",
      SimulationOptions.DEFAULT.with(Fault.RESETS),
      simulation -> NetworkBugs.messages(simulation, true, false),
      simulation -> NetworkBugs.messages(simulation, true, true));

  /** Part of the failure's message, which tells this bug from any other. */
  final String symptom;

  final SimulationOptions options;
  final Scenario faulty;
  final Scenario corrected;

  Planted(String symptom, SimulationOptions options, Scenario faulty, Scenario corrected) {
    this.symptom = symptom;
    this.options = options;
    this.faulty = faulty;
    this.corrected = corrected;
  }
}
