package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;

/** Polls on a clock of their own. */
class PollHistogramTest {
  private final Worker worker = VirtualRuntime.of(1, 1).scheduler.workers().get(0);
  private final Task<?> task = TestTasks.make(1).get(0);
  private long now = Long.MAX_VALUE - 5; // wraps around
  private final PollHooks hooks =
      new PollHooks() {
        @Override
        public void beforePoll(Task<?> polled) {
          now += 1_000; // not the task's time
        }

        @Override
        public void afterPoll(Task<?> polled) {
          now += 1_000;
        }
      };
  private final PollHistogram histogram =
      new PollHistogram(() -> now, worker, hooks, List.of(10L, 20L, 40L));

  @BeforeEach
  void onTheWorker() {
    Current.exchange(worker);
  }

  @AfterEach
  void offTheWorker() {
    Current.exchange(null);
  }

  private void poll(long nanos) {
    histogram.beforePoll(task);
    now += nanos;
    histogram.afterPoll(task);
  }

  @Test
  void eachPollCountsInTheRangeOfItsLength() {
    for (long nanos : new long[] {0, 9, 10, 19, 20, 39, 40, 1_000_000}) {
      poll(nanos);
    }
    assertThat(histogram.counts()).containsExactly(2, 2, 2, 2);
  }

  @Test
  void pollInWhichTheWorkerWentElsewhereIsNotCounted() {
    histogram.beforePoll(task);
    Scope elsewhere = new PlainScope(worker.services(), Scope.Kind.WORKER);
    Current.exchange(elsewhere);
    histogram.afterPoll(task);
    assertThat(histogram.counts()).containsOnly(0);
  }
}
