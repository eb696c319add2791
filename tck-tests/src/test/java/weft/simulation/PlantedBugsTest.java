package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.testkit.Simulation;
import weft.testkit.SimulationFailure;
import weft.testkit.SimulationReport;

/**
 * The simulator finds the bug planted in each program of {@link Planted}, and none in the corrected
 * twin. {@code -Dweft.sim.twins=10000} looks at the twins for longer.
 */
@Timeout(1200)
class PlantedBugsTest {
  private static final int MOST_SEEDS = 3000;
  private static final int TWIN_SEEDS = Integer.getInteger("weft.sim.twins", 200);

  @ParameterizedTest
  @EnumSource(Planted.class)
  void bugIsFoundAndRepeats(Planted program) {
    SimulationFailure found = null;
    try {
      Simulation.check(MOST_SEEDS, program.options, simulation -> program.faulty.run(simulation));
    } catch (SimulationFailure failure) {
      found = failure;
    }
    assertThat(found).as("failure of %s", program).isNotNull();
    assertThat(found)
        .hasMessageNotContaining("did not repeat")
        .hasMessageContaining(program.symptom);
    System.out.println(
        "planted | "
            + program
            + " | found at seed "
            + found.seed()
            + " after "
            + found.seedsTried()
            + " seeds, needs "
            + found.faults()
            + " | "
            + String.valueOf(found.getCause()).lines().findFirst().orElse(""));
  }

  @ParameterizedTest
  @EnumSource(Planted.class)
  void correctedTwinIsClean(Planted program) {
    SimulationReport report =
        Simulation.check(
            TWIN_SEEDS, program.options, simulation -> program.corrected.run(simulation));
    SimulationReports.print("twin of " + program, report);
  }
}
