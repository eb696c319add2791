package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Futures;
import weft.future.Probe;

class OnceCellTest {
  private final OnceCell<Integer> cell = OnceCell.create();
  private final AtomicInteger runs = new AtomicInteger();

  private Probe<Integer> asking(int value) {
    return Probe.of(
        cell.getOrInit(
            () -> {
              runs.incrementAndGet();
              return Futures.yieldNow().map(done -> value);
            }));
  }

  @Test
  void oneInitialisesAndTheOthersWait() throws Exception {
    Probe<Integer> first = asking(1);
    Probe<Integer> second = asking(2);
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    assertThat(cell.set(9)).as("while initialising").isFalse();
    assertThat(first.get()).isEqualTo(1);
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(second.get()).isEqualTo(1);
    assertThat(asking(3).get()).isEqualTo(1);
    assertThat(runs).hasValue(1);
    assertThat(cell.get()).isEqualTo(1);
    assertThat(cell.set(9)).isFalse();
  }

  @Test
  void afterACancelTheNextInitialises() throws Exception {
    Probe<Integer> first = asking(1);
    Probe<Integer> second = asking(2);
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    first.cancel();
    assertThat(second.run()).isEqualTo(2);
  }

  @Test
  void afterAFailureTheNextInitialises() throws Exception {
    IOException planted = new IOException("planted");
    assertThat(Probe.of(cell.getOrInit(() -> Futures.failed(planted))).failure()).isSameAs(planted);
    assertThat(
            Probe.of(
                    cell.getOrInit(
                        () -> {
                          throw planted;
                        }))
                .failure())
        .isSameAs(planted);
    assertThat(cell.get()).isNull();
    assertThat(cell.set(5)).isTrue();
    assertThat(asking(1).get()).isEqualTo(5);
  }
}
