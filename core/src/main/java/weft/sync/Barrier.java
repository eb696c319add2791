package weft.sync;

import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/**
 * Where a number of tasks wait for each other, again and again.
 *
 * <p><b>Ordering.</b> What each did before it arrived is visible to all who go on.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
@CheckReturnValue
public final class Barrier {
  private final int parties;
  private final WaitList<Arrival> waiting = new WaitList<>(); // guarded by this
  private int arrived; // guarded by this: those in the list

  private Barrier(int parties) {
    this.parties = parties;
  }

  /**
   * A barrier.
   *
   * @param parties how many wait for each other; with 0 or 1 nobody waits
   */
  public static Barrier of(int parties) {
    if (parties < 0) {
      throw new IllegalArgumentException("parties < 0: " + parties);
    }
    return new Barrier(Math.max(1, parties));
  }

  /**
   * Arrives at the first poll, and waits until all parties of this round have.
   *
   * <p><b>Cancellation.</b> Takes the arrival back, unless the round is complete.
   *
   * @return true for one of each round, the last to arrive; false for the others
   */
  public Future<Boolean> arrive() {
    return new Arrival(this);
  }

  private static final class Arrival extends Waiter implements Future<Boolean> {
    private final Barrier barrier;
    private boolean waits;
    private boolean finished;

    Arrival(Barrier barrier) {
      this.barrier = barrier;
    }

    @Override
    public Poll<Boolean> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("arrive");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      WakeQueue woken = new WakeQueue();
      boolean leads;
      synchronized (barrier) {
        leads = !waits && barrier.arrived == barrier.parties - 1;
        if (leads) {
          barrier.release(woken);
        } else if (!waits) {
          waits = true;
          barrier.arrived++;
          barrier.waiting.add(this, cx.waker());
        } else if (isListed()) {
          setWaker(cx.waker());
        }
        if (isListed()) {
          cx.refund();
          return Poll.pending();
        }
      }
      finished = true;
      woken.wakeAll();
      return Poll.ready(leads);
    }

    @Override
    public void cancel() {
      if (finished) {
        return;
      }
      finished = true;
      synchronized (barrier) {
        if (barrier.waiting.remove(this)) {
          barrier.arrived--;
          takeWaker();
        }
      }
    }
  }

  private void release(WakeQueue woken) {
    arrived = 0;
    for (Arrival arrival = waiting.poll(); arrival != null; arrival = waiting.poll()) {
      woken.add(arrival);
    }
  }
}
