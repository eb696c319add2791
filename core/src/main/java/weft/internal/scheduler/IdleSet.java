package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are parked, and how many are looking for work.
 *
 * <p>Both counts share one word: {@code unparked << 16 | searching}. Waking a worker costs more
 * than anything else here, so there is at most one on its way: nobody is woken while somebody
 * searches, and a searcher that finds work and was the last one wakes the next.
 *
 * <p>Why no task is left behind: whoever makes a task visible reads the word afterwards; whoever
 * parks changes the word first, and the last searcher then looks at all queues again. Both sides
 * are volatile (and {@link #isWakeNeeded()} begins with a full fence, as a ring's tail is published
 * by a mere release), so either the pusher sees the parked worker, or the worker sees the task.
 */
final class IdleSet {

  /** A worker as this set sees it: a node of the stack of sleepers. */
  abstract static class Sleeper {
    private @Nullable Sleeper below; // guarded by the set
    private boolean asleep; // guarded by the set
  }

  private static final int UNPARKED = 1 << 16;
  private static final int SEARCHING = 1;
  private static final int SEARCHING_MASK = UNPARKED - 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(IdleSet.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int workers;
  private volatile int state;
  private @Nullable Sleeper top; // guarded by this; the worker that parked last is woken first

  /** A set of {@code workers} workers, all of them awake and none of them searching. */
  IdleSet(int workers) {
    this.workers = workers;
    this.state = workers * UNPARKED;
  }

  /** Whether somebody has to be woken for work that was made visible just now. */
  boolean isWakeNeeded() {
    VarHandle.fullFence(); // the caller's push before the read of the word
    return isWakeNeeded(state);
  }

  private boolean isWakeNeeded(int word) {
    return (word & SEARCHING_MASK) == 0 && word >>> 16 < workers;
  }

  /**
   * Takes a sleeper to be woken, and counts it as awake and searching.
   *
   * @return null if nobody has to be woken any more
   */
  @Nullable Sleeper claim() {
    synchronized (this) {
      Sleeper sleeper = top;
      if (sleeper == null || !isWakeNeeded(state)) {
        return null;
      }
      STATE.getAndAdd(this, UNPARKED + SEARCHING);
      top = sleeper.below;
      sleeper.below = null;
      sleeper.asleep = false;
      return sleeper;
    }
  }

  /**
   * The worker parks from now on.
   *
   * @return whether it was the last one searching, and must look at all queues once more
   */
  boolean park(Sleeper worker, boolean searching) {
    synchronized (this) {
      int delta = searching ? UNPARKED + SEARCHING : UNPARKED;
      int before = (int) STATE.getAndAdd(this, -delta);
      worker.below = top;
      worker.asleep = true;
      top = worker;
      return searching && (before & SEARCHING_MASK) == 1;
    }
  }

  /**
   * The worker stops parking of its own accord.
   *
   * @return whether it was still asleep; if not, somebody claimed it, and it counts as searching
   */
  boolean unpark(Sleeper worker) {
    synchronized (this) {
      if (!worker.asleep) {
        return false;
      }
      STATE.getAndAdd(this, UNPARKED);
      remove(worker);
      return true;
    }
  }

  private void remove(Sleeper worker) {
    if (top == worker) {
      top = worker.below;
    } else {
      Sleeper above = top;
      while (above != null && above.below != worker) {
        above = above.below;
      }
      if (above == null) {
        throw new IllegalStateException("a sleeping worker is not in the stack of sleepers");
      }
      above.below = worker.below;
    }
    worker.below = null;
    worker.asleep = false;
  }

  /** Whether nobody has claimed the worker since it parked. */
  boolean isAsleep(Sleeper worker) {
    synchronized (this) {
      return worker.asleep;
    }
  }

  /**
   * Asks to become a searcher. At most half of the workers search at a time, more or less: two that
   * ask at once may both be admitted.
   */
  boolean startSearching() {
    if (2 * (state & SEARCHING_MASK) >= workers) {
      return false;
    }
    STATE.getAndAdd(this, SEARCHING);
    return true;
  }

  /**
   * A searcher has found work.
   *
   * @return whether it was the last one, and must wake another
   */
  boolean stopSearching() {
    int before = (int) STATE.getAndAdd(this, -SEARCHING);
    return (before & SEARCHING_MASK) == 1;
  }

  int searching() {
    return state & SEARCHING_MASK;
  }

  int unparked() {
    return state >>> 16;
  }

  @Override
  public String toString() {
    return "IdleSet[" + unparked() + " of " + workers + " awake, " + searching() + " searching]";
  }
}
