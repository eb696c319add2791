package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.AtomicWaker;
import weft.future.Poll;

/**
 * tokio-rs/tokio#2349: two tasks that woke each other kept the slot of the task to run next to
 * themselves, and the others in the queue never ran.
 */
@Timeout(60)
class TokioIssue2349Test {

  @Test
  void pairThatWakesEachOtherLetsTheQueueGoOnAfterFewPolls() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger pairPolls = new AtomicInteger();
    AtomicInteger whenOtherRan = new AtomicInteger(-1);
    AtomicWaker[] wakers = {new AtomicWaker(), new AtomicWaker()};
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      runtime.blockOn(
          runtime.spawn(
              cx -> {
                // Spawned before the pair: it is pushed from the slot to the queue.
                Weft.spawn(
                        inner -> {
                          whenOtherRan.set(pairPolls.get());
                          stop.set(true);
                          return Poll.done();
                        })
                    .cancel();
                for (int side = 0; side < 2; side++) {
                  int me = side;
                  Weft.spawn(
                          inner -> {
                            pairPolls.incrementAndGet();
                            wakers[me].register(inner.waker());
                            wakers[1 - me].wake();
                            return stop.get() ? Poll.done() : Poll.pending();
                          })
                      .cancel();
                }
                return Poll.done();
              }));
      runtime.blockOn(
          cx -> {
            if (stop.get()) {
              return Poll.done();
            }
            cx.defer();
            return Poll.pending();
          });
    }
    assertThat(whenOtherRan.get()).as("polls of the pair before").isBetween(0, 8);
  }
}
