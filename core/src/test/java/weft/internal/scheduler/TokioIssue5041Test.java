package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.task.Task;

/**
 * tokio-rs/tokio#5041: the positions of a ring had so few bits that they came round again while a
 * thief was held up: it took the new position for the old one, and tasks were lost.
 */
class TokioIssue5041Test {

  @Test
  void ownerThatIsBusyForLongWhileAThiefIsHeldUpLosesNothing() {
    LocalQueue ring = new LocalQueue(4);
    LocalQueue thief = new LocalQueue(4);
    List<Task<?>> tasks = TestTasks.make(300_003); // over 2^16 rounds of a ring
    List<Task<?>> out = new ArrayList<>();
    int[] next = {0};
    Thread here = Thread.currentThread();
    boolean[] held = {false};
    for (; next[0] < 100_000; next[0]++) {
      assertThat(ring.push(tasks.get(next[0]))).isEqualTo(LocalQueue.QUEUED);
      out.add(ring.pop());
    }
    for (int end = next[0] + 3; next[0] < end; next[0]++) {
      assertThat(ring.push(tasks.get(next[0]))).isEqualTo(LocalQueue.QUEUED);
    }
    Preemption.install(
        point -> {
          if (point == PreemptionPoint.AFTER_STEAL_CLAIM
              && Thread.currentThread() == here
              && !held[0]) {
            held[0] = true;
            // The owner never goes round into what the thief has claimed, however often it tries.
            while (next[0] < tasks.size()) {
              Task<?> task = tasks.get(next[0]++);
              if (ring.push(task) != LocalQueue.QUEUED) {
                out.add(task); // to the global queue
              }
              Task<?> popped = ring.pop();
              if (popped != null) {
                out.add(popped);
              }
            }
          }
        });
    try {
      out.add(ring.stealInto(thief, new WorkerCounters()));
    } finally {
      Preemption.install(point -> {});
    }
    assertThat(held[0]).isTrue();
    for (Task<?> task = thief.pop(); task != null; task = thief.pop()) {
      out.add(task);
    }
    for (Task<?> task = ring.pop(); task != null; task = ring.pop()) {
      out.add(task);
    }
    assertThat(out).hasSize(tasks.size());
    assertThat(new HashSet<>(out)).hasSize(tasks.size());
    assertThat(ring.room()).isEqualTo(4);
  }
}
