package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

class MutexTest {

  @Test
  void theGuardHoldsTheLockAndTheValue() throws Exception {
    Mutex<Integer> mutex = Mutex.of(1);
    Mutex.Guard<Integer> guard = Probe.of(mutex.lock()).get();
    assertThat(mutex.tryLock()).isNull();
    assertThat(mutex.isLocked()).isTrue();
    guard.set(guard.get() + 1);
    guard.close();
    guard.close();
    assertThatThrownBy(guard::get).isInstanceOf(IllegalStateException.class);
    try (Mutex.Guard<Integer> again = mutex.tryLock()) {
      assertThat(again.get()).isEqualTo(2);
    }
    assertThat(mutex).hasToString("Mutex[free]");
  }

  @Test
  void waitersGetTheLockInOrder() throws Exception {
    Mutex<Integer> mutex = Mutex.of(0);
    Mutex.Guard<Integer> guard = mutex.tryLock();
    Probe<Mutex.Guard<Integer>> first = Probe.of(mutex.lock());
    Probe<Mutex.Guard<Integer>> second = Probe.of(mutex.lock());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    guard.close();
    assertThat(first.wakes()).isEqualTo(1);
    assertThat(second.wakes()).isZero();
    assertThat(mutex.tryLock()).isNull(); // it is assigned
    first.get().close();
    assertThat(second.get().get()).isZero();
  }

  @Test
  void aCancelledWaiterPassesTheLockOn() throws Exception {
    Mutex<Integer> mutex = Mutex.of(0);
    Mutex.Guard<Integer> guard = mutex.tryLock();
    Probe<Mutex.Guard<Integer>> first = Probe.of(mutex.lock());
    Probe<Mutex.Guard<Integer>> second = Probe.of(mutex.lock());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    guard.close();
    first.cancel();
    assertThat(second.wakes()).isEqualTo(1);
    Probe<Mutex.Guard<Integer>> third = Probe.of(mutex.lock());
    assertThat(third.isPending()).isTrue();
    third.cancel();
    second.get().onUndelivered();
    assertThat(mutex.isLocked()).isFalse();
  }
}
