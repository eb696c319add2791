package weft.internal.wait;

import org.jspecify.annotations.Nullable;
import weft.future.Waker;

/**
 * The futures that wait for one primitive, in the order in which they were first polled.
 *
 * <p><b>Threads.</b> Not synchronized: guarded by the primitive's lock. What a primitive does is
 * always the same. Under its lock it tries and, where that is not possible, adds the waiter; as
 * both are one step, nothing can happen in between. Who makes progress possible takes waiters out
 * under the lock, collects their wakers in a {@link WakeQueue}, and calls them after releasing it.
 *
 * @param <W> the primitive's own kind of waiter
 */
public final class WaitList<W extends Waiter> {
  private @Nullable Waiter first;
  private @Nullable Waiter last;

  /** A list without waiters. */
  public WaitList() {}

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return first == null;
  }

  /** Who has waited longest; null if nobody waits. */
  @SuppressWarnings("unchecked") // only W's are added
  public @Nullable W first() {
    return (W) first;
  }

  /** Who has waited shortest; null if nobody waits. */
  @SuppressWarnings("unchecked") // only W's are added
  public @Nullable W last() {
    return (W) last;
  }

  /** Adds {@code waiter}, which is in no list, as the last one. */
  public void add(W waiter, Waker waker) {
    assert !((Waiter) waiter).listed : "a waiter was added twice";
    Waiter added = waiter;
    added.setWaker(waker);
    added.listed = true;
    added.previous = last;
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
  }

  /**
   * Takes {@code waiter} out.
   *
   * @return false if it was not in the list: somebody else has taken it out
   */
  public boolean remove(W waiter) {
    Waiter removed = waiter;
    if (!removed.listed) {
      return false;
    }
    Waiter before = removed.previous;
    Waiter after = removed.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    removed.previous = null;
    removed.next = null;
    removed.listed = false;
    return true;
  }

  /** Takes out who has waited longest; null if nobody waits. */
  public @Nullable W poll() {
    W taken = first();
    if (taken != null) {
      remove(taken);
    }
    return taken;
  }
}
