package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are parked, and how many are looking for work.
 *
 * <p>Both counts share one word: {@code unparked << 16 | searching}. Waking a worker costs more
 * than anything else here, so there is at most one on its way: nobody is woken while somebody
 * searches, and a searcher that finds work and was the last one wakes the next if it sees more.
 *
 * <p>Why no task is left behind: whoever makes a task visible reads the word afterwards; whoever
 * parks or stops searching changes the word first, and the last searcher then looks at all queues
 * again. Both sides are volatile (and {@link #isWakeNeeded()} begins with a full fence, as a ring's
 * tail is published by a mere release), so either the pusher sees the parked worker, or the worker
 * sees the task.
 *
 * <p>Nothing here waits: an async body wakes workers too, and must never be stopped where waking it
 * needs what it has stopped at. A bit tells who sleeps. It is set before the word counts the
 * sleeper, and cleared after the word has counted it as awake, so there are never more sleepers
 * counted than bits set.
 */
final class IdleSet {

  /** A worker as this set sees it. */
  abstract static class Sleeper {
    private final int place;

    /**
     * @param place its number, from 0 on
     */
    Sleeper(int place) {
      this.place = place;
    }
  }

  private static final int UNPARKED = 1 << 16;
  private static final int SEARCHING = 1;
  private static final int SEARCHING_MASK = UNPARKED - 1;

  private static final VarHandle STATE;
  private static final VarHandle BITS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle SLEEPERS = MethodHandles.arrayElementVarHandle(Sleeper[].class);

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(IdleSet.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int workers;
  private volatile int state;
  private final long[] asleep; // a bit for each place, through BITS
  private final @Nullable Sleeper[] sleepers; // by place, through SLEEPERS; whoever has slept once

  /** A set of {@code workers} workers, all of them awake and none of them searching. */
  IdleSet(int workers) {
    this.workers = workers;
    this.state = workers * UNPARKED;
    this.asleep = new long[(workers + Long.SIZE - 1) / Long.SIZE];
    this.sleepers = new Sleeper[workers];
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
    while (true) {
      int word = state;
      if (!isWakeNeeded(word)) {
        return null;
      }
      if (STATE.compareAndSet(this, word, word + UNPARKED + SEARCHING)) {
        Sleeper sleeper = takeAny();
        if (sleeper != null) {
          return sleeper;
        }
        // It woke by itself meanwhile. Others may have relied on the searcher that we announced, so
        // the question is asked anew.
        STATE.getAndAdd(this, -UNPARKED - SEARCHING);
      }
    }
  }

  private @Nullable Sleeper takeAny() {
    for (int i = 0; i < asleep.length; i++) {
      long word = (long) BITS.getVolatile(asleep, i);
      while (word != 0) {
        int place = i * Long.SIZE + Long.numberOfTrailingZeros(word);
        if (take(place)) {
          return (Sleeper) SLEEPERS.getVolatile(sleepers, place);
        }
        word = (long) BITS.getVolatile(asleep, i);
      }
    }
    return null;
  }

  /** Clears the bit of a place. One of those who try is told that it did. */
  private boolean take(int place) {
    long bit = 1L << place;
    return ((long) BITS.getAndBitwiseAnd(asleep, place / Long.SIZE, ~bit) & bit) != 0;
  }

  /**
   * The worker parks from now on.
   *
   * @return whether it was the last one searching, and must look at all queues once more
   */
  boolean park(Sleeper worker, boolean searching) {
    int place = worker.place;
    SLEEPERS.setVolatile(sleepers, place, worker);
    BITS.getAndBitwiseOr(asleep, place / Long.SIZE, 1L << place);
    int delta = searching ? UNPARKED + SEARCHING : UNPARKED;
    int before = (int) STATE.getAndAdd(this, -delta);
    return searching && (before & SEARCHING_MASK) == 1;
  }

  /**
   * The worker stops parking of its own accord.
   *
   * @return whether it was still asleep; if not, somebody claimed it, and it counts as searching
   */
  boolean unpark(Sleeper worker) {
    STATE.getAndAdd(this, UNPARKED);
    if (take(worker.place)) {
      return true;
    }
    STATE.getAndAdd(this, -UNPARKED); // who claimed it has counted it
    return false;
  }

  /** Whether nobody has claimed the worker since it parked. */
  boolean isAsleep(Sleeper worker) {
    int place = worker.place;
    return ((long) BITS.getVolatile(asleep, place / Long.SIZE) & 1L << place) != 0;
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
   * @return whether it was the last one, and must look at all queues once more
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
