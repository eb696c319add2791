package weft.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/**
 * A number of permits and the queue of those who wait for some: what a semaphore, a mutex and a
 * read-write lock are made of. Strictly first come, first served: while somebody waits, whatever is
 * released goes to the one who has waited longest, in parts if need be, so that many small claims
 * cannot starve a big one.
 */
final class PermitQueue {
  // The state word:
  //
  //   bit 0   WAITING  somebody waits. Set and cleared under the lock only
  //   bit 1   CLOSED   no permits are given any more. Set under the lock, never cleared
  //   rest    the number of free permits; zero while WAITING is set
  //
  // While WAITING is clear the number is changed by compare-and-set, without the lock. While it is
  // set, the word is written under the lock only: nothing is free, so takers have nothing to take,
  // and releasers must go to the queue.
  private static final int WAITING = 1;
  private static final int CLOSED = 2;
  private static final int SHIFT = 2;
  private static final VarHandle STATE = state();

  /** The most permits there can be: what fits beside the two flags. */
  static final int MAX = Integer.MAX_VALUE >> SHIFT;

  /** How an attempt to take permits ended. */
  enum Take {
    TAKEN,
    NONE,
    CLOSED
  }

  private final WaitList<Claim<?>> waiting = new WaitList<>(); // guarded by this

  @SuppressWarnings("unused") // by STATE
  private volatile int state;

  PermitQueue(int permits) {
    if (permits < 0 || permits > MAX) {
      throw new IllegalArgumentException("permits not in 0.." + MAX + ": " + permits);
    }
    state = permits << SHIFT;
  }

  int available() {
    return state >>> SHIFT;
  }

  boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  Take tryTake(int count) {
    int seen = state;
    while (true) {
      if ((seen & CLOSED) != 0) {
        return Take.CLOSED;
      }
      if (count > seen >>> SHIFT) {
        return Take.NONE;
      }
      int witness = (int) STATE.compareAndExchange(this, seen, seen - (count << SHIFT));
      if (witness == seen) {
        return Take.TAKEN;
      }
      seen = witness;
    }
  }

  /** Gives {@code count} permits to those who wait, and what is left to everybody. */
  void release(int count) {
    if (count == 0) {
      return;
    }
    int seen = state;
    while (true) {
      if ((seen & WAITING) != 0) {
        if (releaseToWaiters(count)) {
          return;
        }
        seen = state;
        continue;
      }
      if (count > MAX - (seen >>> SHIFT)) {
        throw new IllegalArgumentException(
            "more than " + MAX + " permits: " + (seen >>> SHIFT) + " and " + count + " more");
      }
      int witness = (int) STATE.compareAndExchange(this, seen, seen + (count << SHIFT));
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  private boolean releaseToWaiters(int count) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if ((state & WAITING) == 0) {
        return false; // the last waiter left meanwhile
      }
      assign(count, woken);
    }
    Preemption.point(PreemptionPoint.AFTER_PERMIT_RELEASE);
    woken.wakeAll();
    return true;
  }

  /** Under the lock, with WAITING set: hands out {@code count} permits in the order of waiting. */
  private void assign(int count, WakeQueue woken) {
    int left = count;
    Claim<?> head = waiting.first();
    while (head != null && left > 0) {
      int part = Math.min(left, head.missing);
      head.missing -= part;
      left -= part;
      if (head.missing == 0) {
        waiting.remove(head);
        woken.add(head);
        head = waiting.first();
      }
    }
    if (head == null) {
      state = left << SHIFT; // CLOSED is not set: close leaves no waiters
    }
  }

  /** Takes up to {@code count} free permits out of circulation; answers how many it found. */
  int forget(int count) {
    int seen = state;
    while (true) {
      int found = Math.min(count, seen >>> SHIFT);
      int witness = (int) STATE.compareAndExchange(this, seen, seen - (found << SHIFT));
      if (witness == seen) {
        return found;
      }
      seen = witness;
    }
  }

  /** Refuses all claims from now on, those that wait included. */
  void close() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      int given = 0;
      for (Claim<?> claim = waiting.poll(); claim != null; claim = waiting.poll()) {
        given += claim.wanted - claim.missing;
        claim.refused = true;
        woken.add(claim);
      }
      int seen = state;
      while (true) {
        int free = (seen >>> SHIFT) + given;
        int witness = (int) STATE.compareAndExchange(this, seen, free << SHIFT | CLOSED);
        if (witness == seen) {
          break;
        }
        seen = witness;
      }
    }
    woken.wakeAll();
  }

  /** Tries once more and, if that fails, takes what there is and waits for the rest. */
  private Take takeOrWait(Claim<?> claim, Context cx) {
    synchronized (this) {
      int seen = state;
      while (true) {
        if ((seen & CLOSED) != 0) {
          return Take.CLOSED;
        }
        int free = seen >>> SHIFT;
        boolean enough = claim.wanted <= free;
        int next = enough ? seen - (claim.wanted << SHIFT) : WAITING;
        int witness = (int) STATE.compareAndExchange(this, seen, next);
        if (witness == seen) {
          if (enough) {
            return Take.TAKEN;
          }
          claim.missing = claim.wanted - free;
          waiting.add(claim, cx.waker());
          return Take.NONE;
        }
        seen = witness;
      }
    }
  }

  private synchronized Take recheck(Claim<?> claim, Context cx) {
    if (claim.isListed()) {
      claim.setWaker(cx.waker());
      return Take.NONE;
    }
    return claim.refused ? Take.CLOSED : Take.TAKEN;
  }

  /** A waiting claim is given up: passes on what had been assigned to it. */
  private void withdraw(Claim<?> claim) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (waiting.remove(claim)) {
        claim.takeWaker();
        assign(claim.wanted - claim.missing, woken);
      } else if (!claim.refused) {
        claim.granted = true;
      }
    }
    if (claim.granted) {
      release(claim.wanted);
    } else {
      woken.wakeAll();
    }
  }

  /**
   * A future that waits for permits.
   *
   * @param <R> what the permits are handed out as
   */
  abstract static class Claim<R extends @Nullable Object> extends Waiter implements Future<R> {
    private enum Stage {
      FRESH,
      WAITING,
      FINISHED
    }

    private final PermitQueue queue;
    private final int wanted;
    private Stage stage = Stage.FRESH;
    private int missing; // guarded by queue
    private boolean refused; // guarded by queue
    private boolean granted;

    Claim(PermitQueue queue, int wanted) {
      if (wanted < 0 || wanted > MAX) {
        throw new IllegalArgumentException("permits not in 0.." + MAX + ": " + wanted);
      }
      this.queue = queue;
      this.wanted = wanted;
    }

    /** The permits are there: what the caller gets for them. */
    abstract R grant(int permits);

    /** What was waited for was closed. */
    abstract ClosedException closed();

    @Override
    public final Poll<R> poll(Context cx) {
      if (stage == Stage.FINISHED) {
        throw Leftovers.finished("acquire");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      Take take;
      if (stage == Stage.WAITING) {
        take = queue.recheck(this, cx);
      } else {
        take = queue.tryTake(wanted);
        if (take == Take.NONE) {
          take = queue.takeOrWait(this, cx);
        }
      }
      switch (take) {
        case NONE -> {
          stage = Stage.WAITING;
          cx.refund();
          return Poll.pending();
        }
        case TAKEN -> {
          stage = Stage.FINISHED;
          return Poll.ready(grant(wanted));
        }
        default -> {
          stage = Stage.FINISHED;
          throw closed();
        }
      }
    }

    @Override
    public final void cancel() {
      Stage before = stage;
      stage = Stage.FINISHED;
      if (before == Stage.WAITING) {
        queue.withdraw(this);
      }
    }
  }

  @Override
  public String toString() {
    int seen = state;
    return (seen >>> SHIFT)
        + " free"
        + ((seen & WAITING) != 0 ? ", some wait" : "")
        + ((seen & CLOSED) != 0 ? ", closed" : "");
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(PermitQueue.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
