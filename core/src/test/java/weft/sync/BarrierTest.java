package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Probe;

class BarrierTest {

  @Test
  void oneLeaderInEachOfManyRounds() throws Exception {
    Barrier barrier = Barrier.of(3);
    for (int round = 0; round < 100; round++) {
      List<Probe<Boolean>> arrivals = new ArrayList<>();
      for (int party = 0; party < 3; party++) {
        arrivals.add(Probe.of(barrier.arrive()));
      }
      assertThat(arrivals.get(0).isPending()).isTrue();
      assertThat(arrivals.get(1).isPending()).isTrue();
      assertThat(arrivals.get(1).isPending()).isTrue();
      assertThat(arrivals.get(2).get()).isTrue();
      assertThat(arrivals.get(0).wakes()).isEqualTo(1);
      assertThat(arrivals.get(0).get()).isFalse();
      assertThat(arrivals.get(1).get()).isFalse();
    }
  }

  @Test
  void withNoneOrOneNobodyWaits() throws Exception {
    assertThat(Probe.of(Barrier.of(0).arrive()).get()).isTrue();
    Barrier one = Barrier.of(1);
    assertThat(Probe.of(one.arrive()).get()).isTrue();
    assertThat(Probe.of(one.arrive()).get()).isTrue();
    assertThatThrownBy(() -> Barrier.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCancelledArrivalIsTakenBack() throws Exception {
    Barrier barrier = Barrier.of(2);
    Probe<Boolean> gone = Probe.of(barrier.arrive());
    assertThat(gone.isPending()).isTrue();
    gone.cancel();
    Probe<Boolean> first = Probe.of(barrier.arrive());
    assertThat(first.isPending()).isTrue();
    Probe<Boolean> second = Probe.of(barrier.arrive());
    assertThat(second.get()).isTrue();
    first.cancel(); // the round is complete: nothing to take back
    assertThat(Probe.of(barrier.arrive()).isPending()).isTrue();
  }
}
