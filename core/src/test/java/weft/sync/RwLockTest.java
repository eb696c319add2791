package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

class RwLockTest {
  private final RwLock<Integer> lock = RwLock.of(0);

  @Test
  void readersShareAndAWriterDoesNot() throws Exception {
    RwLock.ReadGuard<Integer> first = Probe.of(lock.read()).get();
    RwLock.ReadGuard<Integer> second = lock.tryRead();
    assertThat(lock.tryWrite()).isNull();
    first.close();
    first.close();
    second.close();
    try (RwLock.WriteGuard<Integer> writer = lock.tryWrite()) {
      assertThat(lock.tryRead()).isNull();
      writer.set(writer.get() + 1);
    }
    try (RwLock.ReadGuard<Integer> reader = lock.tryRead()) {
      assertThat(reader.get()).isEqualTo(1);
    }
    assertThatThrownBy(first::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aQueuedWriterHoldsUpLaterReadersUntilItIsCancelled() throws Exception {
    RwLock.ReadGuard<Integer> reader = lock.tryRead();
    Probe<RwLock.WriteGuard<Integer>> writer = Probe.of(lock.write());
    Probe<RwLock.ReadGuard<Integer>> later = Probe.of(lock.read());
    assertThat(writer.isPending()).isTrue();
    assertThat(later.isPending()).isTrue();
    assertThat(lock.tryRead()).isNull();
    writer.cancel();
    assertThat(later.wakes()).isEqualTo(1);
    assertThat(later.get().get()).isZero();
    assertThat(reader.get()).isZero();
  }

  @Test
  void theOrderIsThatOfTheFirstPolls() throws Exception {
    RwLock.WriteGuard<Integer> held = lock.tryWrite();
    Probe<RwLock.WriteGuard<Integer>> made = Probe.of(lock.write());
    Probe<RwLock.WriteGuard<Integer>> polledFirst = Probe.of(lock.write());
    assertThat(polledFirst.isPending()).isTrue();
    assertThat(made.isPending()).isTrue();
    held.close();
    assertThat(made.wakes()).isZero();
    polledFirst.get().close();
    assertThat(made.get().get()).isZero();
  }

  @Test
  void downgradeLetsReadersInButNoWriter() throws Exception {
    RwLock.WriteGuard<Integer> writer = lock.tryWrite();
    Probe<RwLock.ReadGuard<Integer>> reader = Probe.of(lock.read());
    Probe<RwLock.WriteGuard<Integer>> next = Probe.of(lock.write());
    assertThat(reader.isPending()).isTrue();
    assertThat(next.isPending()).isTrue();
    writer.set(7);
    RwLock.ReadGuard<Integer> downgraded = writer.downgrade();
    writer.close();
    assertThatThrownBy(writer::downgrade).isInstanceOf(IllegalStateException.class);
    assertThat(reader.wakes()).isEqualTo(1);
    assertThat(next.isPending()).isTrue();
    RwLock.ReadGuard<Integer> read = reader.get();
    assertThat(read.get()).isEqualTo(7);
    read.close();
    downgraded.close();
    assertThat(next.get().get()).isEqualTo(7);
  }

  @Test
  void atMostSoManyReaders() {
    RwLock<Integer> two = RwLock.of(0, 2);
    RwLock.ReadGuard<Integer> first = two.tryRead();
    assertThat(two.tryRead()).isNotNull();
    assertThat(two.tryRead()).isNull();
    first.onUndelivered();
    assertThat(two.tryRead()).isNotNull();
    assertThatThrownBy(() -> RwLock.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
