package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContextBudgetTest {
  private final List<Waker> deferred = new ArrayList<>();
  private final ContextControl control =
      ContextControl.create(
          new Services() {
            @Override
            public @Nullable Timers timers() {
              return null;
            }

            @Override
            public @Nullable Spawner spawner() {
              return null;
            }

            @Override
            public int random(int bound) {
              return 0;
            }

            @Override
            public void defer(Waker waker) {
              deferred.add(waker);
            }
          });
  private final Waker task = () -> {};

  private Context begin(int units) {
    control.begin(task, units);
    return control.context();
  }

  @Test
  void severalUnitsAreTakenAtOnceAsFarAsThereAreSome() {
    Context cx = begin(10);
    assertThat(cx.proceed(4)).isEqualTo(4);
    assertThat(control.remaining()).isEqualTo(6);
    assertThat(cx.proceed(8)).isEqualTo(6);
    assertThat(control.remaining()).isZero();
    assertThat(deferred).isEmpty();
  }

  @Test
  void noneLeftSchedulesTheTaskAgainAsASingleUnitDoes() {
    Context cx = begin(1);
    assertThat(cx.proceed(3)).isEqualTo(1);
    assertThat(cx.proceed(3)).isZero();
    assertThat(deferred).containsExactly(task);
    assertThat(control.takeExhaustions()).isEqualTo(1);
  }

  @Test
  void unusedUnitsComeBack() {
    Context cx = begin(10);
    assertThat(cx.proceed(8)).isEqualTo(8);
    cx.refund(5);
    assertThat(control.remaining()).isEqualTo(7);
  }

  @Test
  void withoutABudgetEverythingIsGranted() {
    Context cx = begin(ContextControl.UNCONSTRAINED);
    assertThat(cx.proceed(1000)).isEqualTo(1000);
    cx.refund(999);
    assertThat(control.remaining()).isEqualTo(ContextControl.UNCONSTRAINED);
    assertThat(cx.proceed()).isTrue();
  }
}
