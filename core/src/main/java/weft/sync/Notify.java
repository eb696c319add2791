package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/**
 * Tells tasks that something happened, without a value.
 *
 * <p><b>Ordering.</b> What happened before a notification is visible to who received it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
@CheckReturnValue
public final class Notify {
  /** By which call a waiter was notified; decides to whom it goes if the waiter is cancelled. */
  private enum By {
    NOBODY,
    ONE,
    LAST,
    ALL
  }

  private final WaitList<Place> waiting = new WaitList<>(); // guarded by this
  private boolean stored; // guarded by this: a notification that nobody waited for
  private long generation; // guarded by this: how often all were notified

  private Notify() {}

  /** A new one, without a stored notification. */
  public static Notify create() {
    return new Notify();
  }

  /**
   * A future of one notification: a stored one, {@link #notifyOne} or {@link #notifyLast} if it is
   * this one's turn, or the first {@link #notifyWaiters} after this call, even if it comes before
   * the first poll.
   *
   * <p><b>Cancellation.</b> Loses the place in the queue; a notification received from {@code
   * notifyOne} or {@code notifyLast} passes to the next.
   */
  public Notified notified() {
    synchronized (this) {
      return new Place(this, generation);
    }
  }

  /** Notifies who has waited longest; if nobody waits, the next one. Stores at most one. */
  public void notifyOne() {
    WakeQueue.wake(take(By.ONE));
  }

  /** Notifies who has waited shortest; if nobody waits, the next one. Stores at most one. */
  public void notifyLast() {
    WakeQueue.wake(take(By.LAST));
  }

  /** Notifies all whose {@link #notified} was called before. Stores nothing. */
  public void notifyWaiters() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      generation++;
      for (Place waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
        waiter.by = By.ALL;
        woken.add(waiter);
      }
    }
    woken.wakeAll();
  }

  private synchronized @Nullable Waker take(By by) {
    Place waiter = by == By.LAST ? waiting.last() : waiting.first();
    if (waiter == null) {
      stored = true;
      return null;
    }
    waiting.remove(waiter);
    waiter.by = by;
    return waiter.takeWaker();
  }

  /** {@link Notify#notified}. Single owner, like every future. */
  @CheckReturnValue
  public sealed interface Notified extends Future<Void> {

    /**
     * Begins to wait now, not at the first poll, so that a notification from now on is received.
     *
     * @return whether there is one already; the future is then ready at its next poll
     */
    boolean enable();
  }

  private static final class Place extends Waiter implements Notified {
    private final Notify source;
    private final long createdIn;
    private By by = By.NOBODY; // guarded by source
    private boolean finished;

    Place(Notify source, long createdIn) {
      this.source = source;
      this.createdIn = createdIn;
    }

    @Override
    public boolean enable() {
      return finished || check(Waker.noop());
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("notified");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      if (!check(cx.waker())) {
        cx.refund();
        return Poll.pending();
      }
      finished = true;
      return Poll.done();
    }

    private boolean check(Waker waker) {
      synchronized (source) {
        if (by != By.NOBODY) {
          return true;
        }
        if (isListed()) {
          setWaker(waker);
          return false;
        }
        if (source.generation != createdIn) {
          by = By.ALL; // before looking at the stored one, which then stays for somebody else
          return true;
        }
        if (source.stored) {
          source.stored = false;
          by = By.ONE;
          return true;
        }
        source.waiting.add(this, waker);
        return false;
      }
    }

    @Override
    public void cancel() {
      if (finished) {
        return;
      }
      finished = true;
      Waker next = null;
      synchronized (source) {
        source.waiting.remove(this);
        takeWaker();
        if (by == By.ONE || by == By.LAST) {
          next = source.take(by);
        }
      }
      WakeQueue.wake(next);
    }
  }
}
