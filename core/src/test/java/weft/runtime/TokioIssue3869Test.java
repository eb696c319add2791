package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * tokio-rs/tokio#3869: during a shutdown a task that was being cancelled woke a task of another
 * worker, which had left already; the woken task was never cancelled.
 */
@Timeout(60)
class TokioIssue3869Test {

  @ParameterizedTest
  @EnumSource
  void tasksThatWakeEachOtherWhileTheyAreCancelledAllEnd(Flavor flavor) throws Exception {
    for (int round = 0; round < 50; round++) {
      int tasks = 16;
      AtomicInteger polled = new AtomicInteger();
      AtomicInteger cancelled = new AtomicInteger();
      AtomicWaker[] wakers = new AtomicWaker[tasks];
      for (int i = 0; i < tasks; i++) {
        wakers[i] = new AtomicWaker();
      }
      try (WeftRuntime runtime = flavor.create()) {
        for (int i = 0; i < tasks; i++) {
          int me = i;
          Future<Void> waits =
              new Future<>() {
                @Override
                public Poll<Void> poll(Context cx) {
                  wakers[me].register(cx.waker());
                  polled.incrementAndGet();
                  return Poll.pending();
                }

                @Override
                public void cancel() {
                  cancelled.incrementAndGet();
                  for (AtomicWaker other : wakers) {
                    other.wake();
                  }
                }
              };
          runtime.spawn(waits).cancel();
        }
        runtime.blockOn(
            cx -> {
              if (polled.get() >= tasks) {
                return Poll.done();
              }
              cx.defer();
              return Poll.pending();
            });
      }
      assertThat(cancelled).hasValue(tasks);
    }
  }
}
