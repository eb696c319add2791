package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.internal.task.Task;

/** A task that came from the global queue must not be sent back there before it was polled. */
@Timeout(60)
class TokioIssue8029Test {

  @Test
  void overflowSendsTheNewerHalf() {
    LocalQueue ring = new LocalQueue(256);
    GlobalQueue global = new GlobalQueue();
    List<Task<?>> fromOutside = TestTasks.make(128);
    fromOutside.forEach(global::push);
    Task<?> first = global.popBatch(1, 128, ring);
    List<Task<?>> own = TestTasks.make(130);
    TaskChain surplus = new TaskChain();
    for (Task<?> task : own) {
      if (ring.push(task) == LocalQueue.FULL) {
        assertThat(ring.overflow(task, surplus)).isTrue();
      }
    }
    List<Task<?>> sent = new ArrayList<>();
    @Nullable Task<?> task;
    while ((task = surplus.poll()) != null) {
      sent.add(task);
    }
    assertThat(first).isSameAs(fromOutside.get(0));
    assertThat(sent).hasSize(129).doesNotContainAnyElementsOf(fromOutside);
  }
}
