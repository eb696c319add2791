package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

class ReadinessTest {
  private final AtomicInteger awaited = new AtomicInteger();
  private final Readiness readiness = Readiness.create("read", awaited::incrementAndGet);
  private final Task a = new Task("task a");
  private final Task b = new Task("task b");

  private static final class Task implements Waker {
    private final String name;
    int wakes;

    Task(String name) {
      this.name = name;
    }

    @Override
    public void wake() {
      wakes++;
    }

    Context context() {
      return Context.of(this);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void whoWaitsIsTheOneToWake() {
    assertThat(readiness.poll(a.context())).isFalse();
    assertThat(awaited).hasValue(1);
    assertThat(readiness.signal()).isSameAs(a);
    assertThat(readiness.poll(a.context())).isTrue();
    assertThat(readiness.signal()).as("nobody waits any more").isNull();
  }

  @Test
  void readinessStaysUntilItIsCleared() {
    readiness.signal();
    assertThat(readiness.poll(a.context())).isTrue();
    assertThat(readiness.poll(a.context())).isTrue();
    readiness.clear();
    assertThat(readiness.poll(a.context())).isFalse();
  }

  @Test
  void clearingDoesNotForgetWhoWaits() {
    readiness.poll(a.context());
    readiness.clear();
    assertThat(readiness.signal()).isSameAs(a);
  }

  @Test
  void everyFruitlessPollTellsTheNetworkSoThatAnInterestDroppedMeanwhileIsArmedAgain() {
    readiness.poll(a.context());
    readiness.poll(a.context());
    assertThat(awaited).hasValue(2);
  }

  @Test
  void theLatestWakerOfATaskIsWokenAndTheTaskMayChangeItAtWill() {
    Context root = a.context();
    Task child1 = new Task("child 1");
    Task child2 = new Task("child 2");
    for (int i = 0; i < 5; i++) {
      assertThat(readiness.poll(root.withWaker(child1))).isFalse();
      assertThat(readiness.poll(root.withWaker(child2))).isFalse();
      assertThat(readiness.poll(root)).isFalse();
    }
    assertThat(readiness.signal()).isSameAs(a);
    assertThat(child1.wakes + child2.wakes).isZero();
  }

  @Test
  void aTaskThatTakesOverFromOneThatGaveUpGetsTheWake() {
    readiness.poll(a.context()); // and is never polled again
    assertThat(readiness.poll(b.context())).isFalse();
    assertThat(readiness.signal()).isSameAs(b);
  }

  @Test
  void ofTwoTasksThatWaitTheFirstIsAskedWhetherItDoesAndThenBothAreWoken() {
    readiness.poll(a.context());
    readiness.poll(b.context());
    assertThat(a.wakes).as("asked").isEqualTo(1);
    assertThat(readiness.poll(a.context())).isFalse();
    assertThat(b.wakes).as("it waits as before").isZero();

    readiness.signalAndWake();
    assertThat(a.wakes).isEqualTo(2);
    assertThat(b.wakes).isEqualTo(1);
  }

  @Test
  void manyThatWaitAreAllWoken() {
    Task[] tasks = new Task[5];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = new Task("task " + i);
      readiness.poll(tasks[i].context());
    }
    for (int i = 0; i < tasks.length - 1; i++) { // all but the last have been asked
      int asked = tasks[i].wakes;
      assertThat(asked).isPositive();
      readiness.poll(tasks[i].context());
    }
    for (int rounds = 0; rounds < 10; rounds++) {
      for (Task task : tasks) {
        if (task.wakes > 0) {
          task.wakes = 0;
          readiness.poll(task.context());
        }
      }
    }
    readiness.signalAndWake();
    for (Task task : tasks) {
      assertThat(task.wakes).as(task.name).isEqualTo(1);
    }
  }

  /** As tasks do whose reads are timed: they gave up, and come back with another one. */
  @Test
  void tasksThatGiveUpAndComeBackByTurnsDoNotFailAndAreWokenOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(readiness.poll(a.context())).isFalse();
      assertThat(readiness.poll(b.context())).isFalse();
    }
    a.wakes = 0;
    b.wakes = 0;
    readiness.signalAndWake();
    assertThat(a.wakes).isLessThanOrEqualTo(1);
    assertThat(b.wakes).isEqualTo(1);
  }

  @Test
  void ofSeveralThatWaitOneMayGiveUp() {
    readiness.poll(a.context());
    readiness.poll(b.context());
    readiness.poll(a.context());
    a.wakes = 0;
    readiness.forget(b);
    readiness.signalAndWake();
    assertThat(a.wakes).isEqualTo(1);
    assertThat(b.wakes).isZero();
  }

  @Test
  void theLastToComeMayGiveUpAsWell() {
    readiness.poll(a.context());
    readiness.poll(b.context());
    readiness.poll(a.context());
    a.wakes = 0;
    readiness.forget(a);
    readiness.signalAndWake();
    assertThat(a.wakes).isZero();
    assertThat(b.wakes).isEqualTo(1);
  }

  @Test
  void closingWakesAllWhoWait() {
    readiness.poll(a.context());
    readiness.poll(b.context());
    readiness.poll(a.context());
    a.wakes = 0;
    readiness.close();
    assertThat(a.wakes).isEqualTo(1);
    assertThat(b.wakes).isEqualTo(1);
  }

  @Test
  void readinessInBetweenEndsTheConflict() {
    readiness.poll(a.context());
    readiness.poll(b.context());
    readiness.signal();
    readiness.clear();
    assertThat(readiness.poll(a.context())).isFalse();
  }

  @Test
  void whoGivesUpIsForgotten() {
    readiness.poll(a.context());
    readiness.forget(b);
    readiness.forget(a);
    assertThat(readiness.signal()).isNull();
  }

  @Test
  void givingUpAfterTheSignalKeepsTheReadiness() {
    readiness.poll(a.context());
    readiness.signal();
    readiness.forget(a);
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void closedIsReadyForEver() {
    readiness.poll(a.context());
    readiness.close();
    assertThat(a.wakes).isEqualTo(1);
    readiness.clear();
    readiness.forget(a);
    assertThat(readiness.signal()).isNull();
    assertThat(readiness.poll(b.context())).isTrue();
    readiness.close();
    assertThat(a.wakes).isEqualTo(1);
  }
}
