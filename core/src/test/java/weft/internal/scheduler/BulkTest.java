package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.task.Task;

class BulkTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 255, 256, 257, 600})
  void copiesAndClearsSoManyAndNoMore(int count) {
    Task<?>[] tasks = TestTasks.make(count + 2).toArray(new Task<?>[0]);
    Task<?>[] copy = new Task<?>[count + 3];
    Bulk.copy(tasks, 1, copy, 2, count);
    assertThat(copy).startsWith(null, null).endsWith((Task<?>) null);
    for (int i = 0; i < count; i++) {
      assertThat(copy[2 + i]).isSameAs(tasks[1 + i]);
    }

    Bulk.clear(tasks, count);
    for (int i = 0; i < count; i++) {
      assertThat(tasks[i]).isNull();
    }
    assertThat(tasks[count]).isNotNull();
    assertThat(tasks[count + 1]).isNotNull();
  }
}
