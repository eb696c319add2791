package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.AtomicWaker;
import weft.future.Future;
import weft.future.Poll;

/** Two tasks that wake each other through the LIFO slot must not starve the worker's queue. */
@Timeout(60)
class TokioIssue5686Test {

  @Test
  void queuedTaskRunsBesideAPairThatWakesItself() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      AtomicWaker one = new AtomicWaker();
      AtomicWaker two = new AtomicWaker();
      runtime.spawn(player(one, two, stop)).cancel();
      runtime.spawn(player(two, one, stop)).cancel();
      assertThat(runtime.blockOn(runtime.spawn(SpawnTest.yielding(100)))).isEqualTo(100);
      stop.set(true);
      one.wake();
      two.wake();
    }
  }

  private static Future<Void> player(AtomicWaker mine, AtomicWaker other, AtomicBoolean stop) {
    return cx -> {
      mine.register(cx.waker());
      other.wake();
      return stop.get() ? Poll.done() : Poll.pending();
    };
  }
}
