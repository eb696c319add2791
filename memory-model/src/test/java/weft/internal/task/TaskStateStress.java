package weft.internal.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A waker writes its data and wakes a task that is queued: the poll that follows has to see the
 * data, as there will be no other one.
 */
@JCStressTest
@Outcome(
    id = "1, 1",
    expect = Expect.ACCEPTABLE,
    desc = "It was queued, and its poll saw the data.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "It ran already, and runs once more.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Likewise, though it saw the data.")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "The data was missed for ever.")
@State
public class TaskStateStress extends TaskState {
  private int data;

  /** Whoever has something for the task. */
  @Actor
  public void wake(II_Result seen) {
    data = 1;
    seen.r1 = wakeTransition() == Found.QUEUED ? 1 : 0;
  }

  /** Whoever took it from its queue. */
  @Actor
  public void run(II_Result seen) {
    begin();
    seen.r2 = data;
    endPoll();
  }
}
