package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the set of idle workers answers, step by step. */
class IdleSetTest {
  private static final class Sleeper extends IdleSet.Sleeper {
    Sleeper(int place) {
      super(place);
    }
  }

  @Test
  void halfOfTheWorkersSearchAndNoMore() {
    IdleSet idle = new IdleSet(4);
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.startSearching()).isFalse();
    assertThat(idle.searching()).isEqualTo(2);
    assertThat(idle.stopSearching()).isFalse();
    assertThat(idle.startSearching()).isTrue();
  }

  @Test
  void lastSearcherIsToldSoWhetherItFindsWorkOrParks() {
    IdleSet idle = new IdleSet(4);
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.park(new Sleeper(0), true)).isFalse();
    assertThat(idle.stopSearching()).isTrue();
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.park(new Sleeper(1), true)).isTrue();
  }

  @Test
  void nobodyIsWokenWhileSomebodySearchesOrAllAreAwake() {
    IdleSet idle = new IdleSet(2);
    assertThat(idle.isWakeNeeded()).isFalse();
    assertThat(idle.park(new Sleeper(0), false)).isFalse();
    assertThat(idle.isWakeNeeded()).isTrue();
    assertThat(idle.startSearching()).isTrue();
    assertThat(idle.isWakeNeeded()).isFalse();
    assertThat(idle.claim()).isNull();
    assertThat(idle.stopSearching()).isTrue();
    assertThat(idle.isWakeNeeded()).isTrue();
  }

  @Test
  void eachSleeperIsWokenOnceAndTheLowestPlaceFirst() {
    IdleSet idle = new IdleSet(70);
    Sleeper[] workers = {new Sleeper(3), new Sleeper(66), new Sleeper(69)};
    for (Sleeper worker : workers) {
      assertThat(idle.park(worker, false)).isFalse();
    }
    assertThat(idle.unpark(workers[1])).isTrue();
    assertThat(idle.unpark(workers[1])).isFalse();
    assertThat(idle.claim()).isSameAs(workers[0]);
    assertThat(idle.claim()).as("one is on its way").isNull();
    assertThat(idle.stopSearching()).isTrue();
    assertThat(idle.claim()).isSameAs(workers[2]);
    assertThat(idle.isAsleep(workers[2])).isFalse();
    assertThat(idle.unparked()).isEqualTo(70);
  }
}
