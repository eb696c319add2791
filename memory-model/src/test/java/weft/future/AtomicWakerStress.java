package weft.future;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A future leaves its waker and looks at the condition; somebody makes the condition true and wakes
 * whoever is there. One of them has to see the other.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The future sees the condition.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "It is woken.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both.")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "It waits for ever.")
@State
public class AtomicWakerStress {
  private final AtomicWaker slot = new AtomicWaker();
  private final int[] wakes = {0};
  private final Waker waker = () -> wakes[0]++;
  private volatile boolean condition;

  /** The future. */
  @Actor
  public void poll(II_Result seen) {
    slot.register(waker);
    seen.r1 = condition ? 1 : 0;
  }

  /** What it waits for. */
  @Actor
  public void fulfil() {
    condition = true;
    slot.wake();
  }

  /** Afterwards. */
  @Arbiter
  public void look(II_Result seen) {
    seen.r2 = wakes[0];
  }
}
