package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.future.Futures;
import weft.future.Probe;

class CancellationTokenTest {

  @Test
  void cancelWakesThoseWhoWait() throws Exception {
    CancellationToken token = CancellationToken.create();
    Probe<Void> waiter = Probe.of(token.cancelled());
    Probe<Void> gone = Probe.of(token.cancelled());
    assertThat(waiter.isPending()).isTrue();
    assertThat(waiter.isPending()).isTrue();
    assertThat(gone.isPending()).isTrue();
    gone.cancel();
    token.cancel();
    token.cancel();
    assertThat(waiter.wakes()).isEqualTo(1);
    assertThat(gone.wakes()).isZero();
    assertThat(waiter.poll().isReady()).isTrue();
    assertThat(Probe.of(token.cancelled()).poll().isReady()).isTrue();
  }

  @Test
  void parentsCancelDescendantsAndNotTheOtherWayRound() {
    CancellationToken root = CancellationToken.create();
    CancellationToken left = root.child();
    CancellationToken right = root.child();
    CancellationToken grandchild = left.child();
    left.cancel();
    assertThat(grandchild.isCancelled()).isTrue();
    assertThat(right.isCancelled()).isFalse();
    assertThat(root.isCancelled()).isFalse();
    assertThat(left.child().isCancelled()).isTrue(); // born cancelled
    root.cancel();
    assertThat(right.isCancelled()).isTrue();
  }

  @Test
  void aGrandchildIsReachedThoughItsParentIsForgotten() {
    CancellationToken root = CancellationToken.create();
    CancellationToken grandchild = root.child().child();
    System.gc();
    root.cancel();
    assertThat(grandchild.isCancelled()).isTrue();
  }

  @Test
  void forgottenChildrenAreLetGo() {
    CancellationToken root = CancellationToken.create();
    WeakReference<CancellationToken> child = new WeakReference<>(root.child());
    for (int attempt = 0; attempt < 50 && child.get() != null; attempt++) {
      System.gc();
    }
    assertThat(child.get()).isNull();
    for (int count = 0; count < 100; count++) {
      assertThat(root.child().isCancelled()).isFalse();
    }
    root.cancel();
    assertThat(root.isCancelled()).isTrue();
  }

  @Test
  void deepChainsDoNotOverflowTheStack() {
    CancellationToken root = CancellationToken.create();
    CancellationToken leaf = root;
    for (int depth = 0; depth < 200_000; depth++) {
      leaf = leaf.child();
    }
    root.cancel();
    assertThat(leaf.isCancelled()).isTrue();
  }

  @Test
  void runUntilCancelledTakesAValueThatIsNull() throws Exception {
    CancellationToken token = CancellationToken.create();
    assertThat(Probe.of(token.runUntilCancelled(Futures.done())).get()).isEmpty();
    assertThat(token.isCancelled()).isFalse();
  }

  @Test
  void runUntilCancelledPrefersTheCancellation() throws Exception {
    CancellationToken token = CancellationToken.create();
    assertThat(Probe.of(token.runUntilCancelled(Futures.ready(1))).get()).isEqualTo(Optional.of(1));
    Probe<Optional<Integer>> running = Probe.of(token.runUntilCancelled(Futures.pending()));
    assertThat(running.isPending()).isTrue();
    token.cancel();
    assertThat(running.wakes()).isEqualTo(1);
    assertThat(running.get()).isEmpty();
    assertThat(Probe.of(token.runUntilCancelled(Futures.ready(1))).get()).isEmpty();
  }

  @Test
  void aGuardCancelsUnlessDisarmed() {
    CancellationToken token = CancellationToken.create();
    try (CancellationToken.Guard guard = token.guard()) {
      guard.disarm();
    }
    assertThat(token.isCancelled()).isFalse();
    token.guard().close();
    assertThat(token.isCancelled()).isTrue();
  }
}
