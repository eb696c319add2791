package weft.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatiosTest {

  private final Ratios ratios = new Ratios();

  @Test
  void theRatioIsTheMedianOfTheRoundsNotTheRatioOfTheMedians() {
    addRounds("weft", 100, 10, 30);
    addRounds("peer", 100, 100, 20);

    assertThat(ratios.line("weft", "peer", "spawn"))
        .isEqualTo("RATIO spawn peer 1.000 30.0 100.0 [0.100..1.500]");
  }

  @Test
  void anEvenNumberOfRoundsGivesTheMeanOfTheMiddleTwo() {
    addRounds("weft", 1, 2, 3, 4);
    addRounds("peer", 1, 1, 1, 1);

    assertThat(ratios.ratio("weft", "peer", "spawn")).isEqualTo(2.5);
  }

  @Test
  void aRoundThatOneSideMissedDoesNotShiftTheOthers() {
    addRounds("weft", 10, Double.NaN, 30);
    addRounds("peer", 10, 1000, 30);

    assertThat(ratios.line("weft", "peer", "spawn"))
        .isEqualTo("RATIO spawn peer 1.000 20.0 30.0 [1.000..1.000]");
  }

  @Test
  void aStarvedPeerHasNoRatioButARow() {
    addRounds("weft", 10, 20);
    ratios.addWithoutValue("peer", "spawn", "starved 3 of 10 within 2.0 s");

    assertThat(ratios.line("weft", "peer", "spawn"))
        .isEqualTo("RATIO spawn peer starved 15.0 starved [starved 3 of 10 within 2.0 s]");
  }

  @Test
  void starvingInALaterRoundDiscardsTheEarlierFigures() {
    addRounds("weft", 10, 20);
    addRounds("peer", 10);
    ratios.addWithoutValue("peer", "spawn", "starved 0 of 10 within 2.0 s");

    assertThat(ratios.ratio("weft", "peer", "spawn")).isNaN();
    assertThat(ratios.line("weft", "peer", "spawn")).startsWith("RATIO spawn peer starved 15.0 ");
  }

  @Test
  void workThatAPeerHasNoFormOfGivesNoRow() {
    addRounds("weft", 10);
    ratios.addWithoutValue("peer", "spawn", "unsupported");

    assertThat(ratios.line("weft", "peer", "spawn")).isEmpty();
  }

  private void addRounds(String peer, double... values) {
    for (double value : values) {
      ratios.add(peer, "spawn", value);
    }
  }
}
