package weft.internal.wait;

import org.jspecify.annotations.Nullable;
import weft.future.Waker;

/**
 * A place in a {@link WaitList}. The future that waits extends it, so that waiting allocates
 * nothing. All of it is guarded by the lock of the primitive whose list this is.
 */
public abstract class Waiter {
  @Nullable Waiter previous;
  @Nullable Waiter next;
  boolean listed;
  private @Nullable Waker waker;

  /** A waiter in no list. */
  protected Waiter() {}

  /** Whether it is in a list: nobody has taken it out yet. */
  public final boolean isListed() {
    return listed;
  }

  /** Makes {@code waker} the one to be woken: that of the latest poll. */
  public final void setWaker(Waker waker) {
    this.waker = waker;
  }

  /** The waker, which is to be called after the lock was released; forgets it. */
  public final @Nullable Waker takeWaker() {
    Waker taken = waker;
    waker = null;
    return taken;
  }
}
