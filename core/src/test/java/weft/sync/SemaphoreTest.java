package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import weft.future.Probe;

class SemaphoreTest {

  @Test
  void permitsAreTakenAndGivenBack() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(2);
    Semaphore.Permit permit = Probe.of(semaphore.acquire()).get();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    permit.close();
    permit.close();
    assertThat(semaphore.availablePermits()).isEqualTo(2);
  }

  @Test
  void waitersAreServedInOrderOfTheirFirstPoll() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(0);
    Probe<Semaphore.Permit> first = Probe.of(semaphore.acquire());
    Probe<Semaphore.Permit> second = Probe.of(semaphore.acquire());
    assertThat(second.isPending()).isTrue();
    assertThat(first.isPending()).isTrue();
    semaphore.addPermits(1);
    assertThat(first.wakes()).isZero();
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(first.isPending()).isTrue();
    assertThat(second.get().permits()).isEqualTo(1);
  }

  @Test
  void aBigClaimIsNotStarvedBySmallOnes() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(1);
    Probe<Semaphore.Permit> big = Probe.of(semaphore.acquireMany(3));
    assertThat(big.isPending()).isTrue();
    assertThat(semaphore.tryAcquire()).isNull();
    Probe<Semaphore.Permit> small = Probe.of(semaphore.acquire());
    assertThat(small.isPending()).isTrue();
    semaphore.addPermits(1);
    assertThat(big.isPending()).isTrue();
    assertThat(small.isPending()).isTrue();
    semaphore.addPermits(2);
    assertThat(big.get().permits()).isEqualTo(3);
    assertThat(small.get().permits()).isEqualTo(1);
  }

  @Test
  void aCancelledPartialClaimPassesItsPermitsOn() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(2);
    Probe<Semaphore.Permit> big = Probe.of(semaphore.acquireMany(3));
    Probe<Semaphore.Permit> one = Probe.of(semaphore.acquire());
    assertThat(big.isPending()).isTrue();
    assertThat(one.isPending()).isTrue();
    big.cancel();
    assertThat(one.wakes()).isEqualTo(1);
    assertThat(one.get().permits()).isEqualTo(1);
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  void aCancelledWaiterPassesItsPermitOn() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(0);
    Probe<Semaphore.Permit> first = Probe.of(semaphore.acquire());
    Probe<Semaphore.Permit> second = Probe.of(semaphore.acquire());
    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    semaphore.addPermits(1);
    assertThat(first.wakes()).isEqualTo(1);
    first.cancel();
    assertThat(second.wakes()).isEqualTo(1);
    second.get().close();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  void closeFailsThoseWhoWaitAndReturnsTheirParts() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(2);
    Probe<Semaphore.Permit> big = Probe.of(semaphore.acquireMany(3));
    assertThat(big.isPending()).isTrue();
    semaphore.close();
    assertThat(big.wakes()).isEqualTo(1);
    assertThat(big.failure()).isInstanceOf(ClosedException.class);
    assertThat(semaphore.availablePermits()).isEqualTo(2);
    assertThat(Probe.of(semaphore.acquire()).failure()).isInstanceOf(ClosedException.class);
    assertThat(semaphore.tryAcquire()).isNull();
  }

  @Test
  void anAssignedPermitSurvivesTheClose() throws Exception {
    Semaphore semaphore = Semaphore.withPermits(0);
    Probe<Semaphore.Permit> waiter = Probe.of(semaphore.acquire());
    assertThat(waiter.isPending()).isTrue();
    semaphore.addPermits(1);
    semaphore.close();
    assertThat(waiter.get().permits()).isEqualTo(1);
  }

  @Test
  void forgettingAnswersWhatWasFree() {
    Semaphore semaphore = Semaphore.withPermits(3);
    assertThat(semaphore.forgetPermits(2)).isEqualTo(2);
    assertThat(semaphore.forgetPermits(2)).isEqualTo(1);
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void mergeAndSplitMovePermits() {
    Semaphore semaphore = Semaphore.withPermits(5);
    Semaphore.Permit two = semaphore.tryAcquireMany(2);
    Semaphore.Permit three = semaphore.tryAcquireMany(3);
    two.merge(three);
    assertThat(two.permits()).isEqualTo(5);
    three.close();
    assertThat(semaphore.availablePermits()).isZero();
    Semaphore.Permit four = two.split(4);
    two.close();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    assertThat(four.split(0).permits()).isZero();
    assertThatThrownBy(() -> four.split(5)).isInstanceOf(IllegalArgumentException.class);
    four.forget();
    four.close();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    Semaphore.Permit foreign = Semaphore.withPermits(1).tryAcquire();
    assertThatThrownBy(() -> two.merge(foreign)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void morePermitsThanTheMaximumAreRefused() {
    Semaphore semaphore = Semaphore.withPermits(Semaphore.MAX_PERMITS);
    assertThatThrownBy(() -> semaphore.addPermits(1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(semaphore.availablePermits()).isEqualTo(Semaphore.MAX_PERMITS);
    assertThatThrownBy(() -> Semaphore.withPermits(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
