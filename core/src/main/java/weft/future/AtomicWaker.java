package weft.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A place for one waker, filled by the one who waits and emptied by those who wake.
 *
 * <p>The one who waits first registers and then looks (again) at the condition; those who wake
 * first make the condition true and then wake:
 *
 * <pre>{@code
 * // who waits                         // who wakes
 * waker.register(cx.waker());          condition = true;
 * if (condition) { ... }               waker.wake();
 * }</pre>
 *
 * <p><b>Threads.</b> {@link #wake} and {@link #take} may be called from any thread at any time. So
 * may {@link #register}, but of two waiters the later one replaces the earlier one: it is meant for
 * a single owner.
 *
 * <p><b>Ordering.</b> All three are atomic and totally ordered. What a thread did before {@code
 * wake} is visible to the task that it woke and, when it found nobody, to the next {@code
 * register}: the condition may be a plain field.
 */
public final class AtomicWaker {
  // Tokio and futures-rs need a lock bit here, because cloning and dropping a waker is not atomic.
  // A garbage-collected reference can be swapped in one step, which leaves nothing to get wrong:
  // both sides swap, so whichever comes second reads what the first one wrote. If that is the
  // waiter,
  // it sees the condition; if it is the other, it gets the waker.
  private static final VarHandle SLOT = slot();

  @SuppressWarnings("unused") // by SLOT
  private volatile @Nullable Waker slot;

  /** An empty place. */
  public AtomicWaker() {}

  /** Makes {@code waker} the one that the next {@link #wake} wakes. */
  public void register(Waker waker) {
    // Even an equal waker is swapped in: the read half is what makes an earlier wake visible.
    SLOT.getAndSet(this, waker);
  }

  /** Wakes the registered waker, if there is one, and forgets it. */
  public void wake() {
    Waker waker = take();
    if (waker != null) {
      waker.wake();
    }
  }

  /**
   * As {@link #wake}, for who has made the condition true by a volatile write or an atomic update,
   * and whose waiter reads it so: then a look is enough to see that nobody waits.
   */
  public void wakeAfterVolatile() {
    if (slot != null) {
      wake();
    }
  }

  /** Forgets the registered waker and returns it without waking; null if there is none. */
  public @Nullable Waker take() {
    return (Waker) SLOT.getAndSet(this, (Waker) null);
  }

  @Override
  public String toString() {
    return slot == null ? "AtomicWaker[empty]" : "AtomicWaker[registered]";
  }

  private static VarHandle slot() {
    try {
      return MethodHandles.lookup().findVarHandle(AtomicWaker.class, "slot", Waker.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
