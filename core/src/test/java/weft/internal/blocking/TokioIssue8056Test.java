package weft.internal.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * tokio-rs/tokio#8056: a blocking job that waits for a second one hung, because the idle thread
 * that had been claimed for the first, and had not woken yet, was counted on for the second as
 * well.
 */
@Timeout(60)
class TokioIssue8056Test {
  private final TestEnvironment environment = new TestEnvironment();

  @Test
  void pairsOfJobsThatWaitForEachOtherAllEnd() throws InterruptedException {
    int pairs = 4;
    BlockingPool pool =
        BlockingPool.create(environment, BlockingOptions.DEFAULT, new NoScope(), () -> {});
    for (int round = 0; round < 300; round++) {
      List<ProbeJob> outers = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        CountDownLatch inner = new CountDownLatch(1);
        ProbeJob outer =
            new ProbeJob(
                () -> {
                  pool.submit(new ProbeJob(inner::countDown));
                  ProbeJob.open(inner);
                });
        outers.add(outer);
        pool.submit(outer);
      }
      for (ProbeJob outer : outers) {
        assertThat(outer.awaitEnd()).isEqualTo(ProbeJob.End.RAN);
      }
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(60_000_000_000L)).isEmpty();
  }

  @Test
  void claimedThreadThatHasNotWokenIsNotCountedOn() {
    environment.simulate(); // a thread that is claimed stays asleep until the test runs its step
    BlockingPool pool =
        BlockingPool.create(environment, BlockingOptions.DEFAULT, new NoScope(), () -> {});
    pool.submit(new ProbeJob(() -> {}));
    assertThat(pool.threadCount()).isEqualTo(1);
    pool.submit(new ProbeJob(() -> {}));
    assertThat(pool.threadCount()).as("the second job has a thread of its own").isEqualTo(2);
  }
}
