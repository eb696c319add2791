package weft.internal.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import weft.future.Futures;
import weft.internal.task.Task;

/**
 * A worker pushes a task and looks whether somebody sleeps; another one goes to sleep and looks
 * whether there is a task. One of them has to see the other.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The pusher wakes the sleeper.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The sleeper sees the task.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both.")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "The task is left behind.")
@State
public class IdleSetStress {
  private static final class Sleeper extends IdleSet.Sleeper {
    Sleeper() {
      super(0);
    }
  }

  private final IdleSet idle = new IdleSet(1);
  private final LocalQueue ring = new LocalQueue(4);
  private final Sleeper sleeper = new Sleeper();

  @SuppressWarnings("NullAway") // it is never run
  private final Task<?> task = Task.create(null, null, Futures.pending());

  /** The worker that has work. */
  @Actor
  public void push(II_Result seen) {
    ring.push(task);
    seen.r1 = idle.isWakeNeeded() ? 1 : 0;
  }

  /** The worker that has none. */
  @Actor
  public void park(II_Result seen) {
    idle.park(sleeper, false);
    seen.r2 = ring.isEmpty() ? 0 : 1;
  }
}
