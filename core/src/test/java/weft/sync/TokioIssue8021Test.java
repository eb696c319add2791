package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

/** Tokio #8021: a closed semaphore was open again after its permits were forgotten. */
class TokioIssue8021Test {

  @Test
  void nothingReopensASemaphore() {
    Semaphore semaphore = Semaphore.withPermits(3);
    Semaphore.Permit held = semaphore.tryAcquire();
    semaphore.close();
    assertThat(semaphore.forgetPermits(1)).isEqualTo(1);
    assertThat(semaphore.isClosed()).isTrue();
    assertThat(semaphore.forgetPermits(5)).isEqualTo(1);
    assertThat(semaphore.isClosed()).isTrue();
    held.close();
    semaphore.addPermits(7);
    assertThat(semaphore.isClosed()).isTrue();
    assertThat(semaphore.availablePermits()).isEqualTo(8);
    assertThat(semaphore.tryAcquire()).isNull();
    assertThat(Probe.of(semaphore.acquire()).failure()).isInstanceOf(ClosedException.class);
  }
}
