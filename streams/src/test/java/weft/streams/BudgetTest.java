package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Futures;
import weft.future.Services;
import weft.future.Waker;

/** Sources take budget for several items at a time, and pay for those that they have given only. */
class BudgetTest {
  private final ContextControl control = ContextControl.create(Services.none());
  private final List<Integer> seen = new ArrayList<>();

  private Context begin(int units) {
    control.begin(Waker.noop(), units);
    return control.context();
  }

  private Progress upTo(Stream<Integer> stream, int units, int items) throws Exception {
    return stream.pollEach(
        begin(units),
        item -> {
          seen.add(item);
          return seen.size() < items;
        });
  }

  @Test
  void aStoppedRangeGivesBackWhatItHasNotUsed() throws Exception {
    Stream<Integer> range = Streams.range(0, 100);
    assertThat(upTo(range, 50, 3)).isEqualTo(Progress.STOPPED);
    assertThat(control.remaining()).isEqualTo(47);
    assertThat(upTo(range, 20, 1000)).isEqualTo(Progress.PENDING);
    assertThat(seen).hasSize(23);
    assertThat(upTo(range, 100, 1000)).isEqualTo(Progress.DONE);
    assertThat(control.remaining()).isEqualTo(23);
    assertThat(seen).hasSize(100).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void soDoItemsOfAnArray() throws Exception {
    Stream<Integer> items = Streams.of(1, 2, 3, 4, 5, 6, 7);
    assertThat(upTo(items, 50, 2)).isEqualTo(Progress.STOPPED);
    assertThat(control.remaining()).isEqualTo(48);
    assertThat(upTo(items, 3, 1000)).isEqualTo(Progress.PENDING);
    assertThat(upTo(items, 50, 1000)).isEqualTo(Progress.DONE);
    assertThat(control.remaining()).isEqualTo(48);
    assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void futuresThatAreReadyTakeBudgetForTheirValues() throws Exception {
    FuturesUnordered<Integer> unordered = FuturesUnordered.create();
    FuturesOrdered<Integer> ordered = FuturesOrdered.create();
    for (int i = 0; i < 100; i++) {
      unordered.add(Futures.ready(i));
      ordered.add(Futures.ready(i));
    }
    assertThat(upTo(unordered, 10, 1000)).isEqualTo(Progress.PENDING);
    assertThat(seen).hasSize(10);
    assertThat(upTo(ordered, 10, 1000)).isEqualTo(Progress.PENDING);
    assertThat(seen).hasSize(20);
    assertThat(upTo(unordered, 1000, 1000)).isEqualTo(Progress.DONE);
    assertThat(upTo(ordered, 1000, 1000)).isEqualTo(Progress.DONE);
    assertThat(seen).hasSize(200);
  }
}
