package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Waker;
import weft.internal.task.Task;

class DeferListTest {
  private final DeferList deferred = new DeferList();

  @Test
  void tasksComeOutInTheOrderOfAskingHoweverMany() {
    List<Task<?>> tasks = TestTasks.make(300);
    TaskChain queue = new TaskChain();
    queue.add(tasks.get(0));
    for (Task<?> task : tasks.subList(1, 200)) {
      assertThat(deferred.add(task)).isTrue();
    }
    deferred.moveTasksTo(queue);
    assertThat(deferred.isEmpty()).isTrue();
    for (Task<?> task : tasks.subList(200, 300)) {
      assertThat(deferred.add(task)).isTrue();
    }
    deferred.moveTasksTo(queue);

    assertThat(queue.size()).isEqualTo(300);
    List<Task<?>> out = new ArrayList<>();
    for (Task<?> task = queue.poll(); task != null; task = queue.poll()) {
      out.add(task);
    }
    assertThat(out).isEqualTo(tasks);
  }

  @Test
  void renewalForgetsNothing() {
    Task<?> task = TestTasks.make(1).get(0);
    deferred.add(task);
    deferred.renew();
    TaskChain queue = new TaskChain();
    deferred.moveTasksTo(queue);
    deferred.renew();
    assertThat(queue.poll()).isSameAs(task);
    assertThat(deferred.isEmpty()).isTrue();
  }

  @Test
  void wakersThatAskAnewMeanwhileWaitForTheNextTime() {
    List<String> woken = new ArrayList<>();
    deferred.add(
        (Waker)
            () -> {
              woken.add("first");
              deferred.add((Waker) () -> woken.add("second"));
            });
    deferred.wakeAll();
    assertThat(woken).containsExactly("first");
    deferred.wakeAll();
    assertThat(woken).containsExactly("first", "second");
  }
}
