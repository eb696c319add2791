package weft.internal.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The list of waiters against a list of the JDK. */
class WaitListTest {
  private static final class Waiting extends Waiter {}

  @Test
  void behavesAsAListThroughRandomChanges() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      WaitList<Waiting> list = new WaitList<>();
      List<Waiting> model = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            Waiting added = new Waiting();
            list.add(added, () -> {});
            model.add(added);
          }
          case 2 -> {
            if (!model.isEmpty()) {
              Waiting removed = model.remove(random.nextInt(model.size()));
              assertThat(list.remove(removed)).isTrue();
              assertThat(list.remove(removed)).as("removed before").isFalse();
              assertThat(removed.isListed()).isFalse();
            }
          }
          default -> assertThat(list.poll()).isSameAs(model.isEmpty() ? null : model.remove(0));
        }
        assertThat(list.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(list.first()).isSameAs(model.isEmpty() ? null : model.get(0));
        assertThat(list.last()).isSameAs(model.isEmpty() ? null : model.get(model.size() - 1));
      }
      for (Waiting expected : model) {
        assertThat(list.poll()).isSameAs(expected);
      }
      assertThat(list.poll()).isNull();
    }
  }
}
