package weft.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Tells a future with many children which of them were woken, so that one poll costs as much as the
 * children that were woken and not as much as all of them. For those who write combinators.
 *
 * <p>Each child gets a {@link Member}, which is the waker that it is polled with (see {@link
 * Context#withWaker}). In each poll the parent registers its own waker and then takes the woken
 * members one by one:
 *
 * <pre>{@code
 * ready.register(cx.waker());
 * for (Child member; (member = ready.next()) != null; ) {
 *   poll(member.future, cx.withWaker(member));
 * }
 * return Poll.pending();
 * }</pre>
 *
 * <p>A parent that stops before {@code next} is null, because its budget is spent, calls {@link
 * Context#defer()}; the others are kept for its next poll.
 *
 * <p><b>Threads.</b> {@link #register}, {@link #add}, {@link #next} and {@link #clear} belong to
 * the parent's owner. Members are woken from any thread.
 *
 * <p><b>Ordering.</b> Members are taken in the order in which they were woken.
 *
 * @param <M> the parent's own subclass of {@link Member}
 */
public final class ReadySet<M extends ReadySet.Member> {
  // Wakers push onto a stack of which the owner takes everything at once; so no node is ever popped
  // alone, and the stack's usual trouble (a node that comes back) cannot arise. Reversing what was
  // taken gives the order of wakes. A member is on the stack or in the taken chain while its queued
  // flag is set, and the flag is cleared before its child is polled: a wake during that poll
  // counts.
  private static final VarHandle TOP = handle(ReadySet.class, "top", Member.class);
  private static final VarHandle QUEUED = handle(Member.class, "queued", boolean.class);

  private final AtomicWaker parent = new AtomicWaker();

  @SuppressWarnings("unused") // by TOP
  private volatile @Nullable Member top;

  private @Nullable Member taken; // owner only

  /** One child's place in the set, and the waker that it is polled with. */
  public abstract static class Member implements Waker {
    private final ReadySet<?> set;
    private @Nullable Member next; // written by who set queued, read by who takes

    @SuppressWarnings("unused") // by QUEUED
    private volatile boolean queued;

    /** A member of {@code set} that is not woken yet. */
    protected Member(ReadySet<?> set) {
      this.set = set;
    }

    @Override
    public final void wake() {
      if (!(boolean) QUEUED.getAndSet(this, true)) {
        set.push(this);
        set.parent.wake();
      }
    }

    /** Ignores all further wakes: the child is finished. Called by the owner, after taking it. */
    public final void retire() {
      QUEUED.setVolatile(this, true);
    }
  }

  /** A set without members. */
  public ReadySet() {}

  /** Makes {@code waker} the one that is woken when a member is. Called before {@link #next}. */
  public void register(Waker waker) {
    parent.register(waker);
  }

  /** Counts {@code member} as woken, so that its child gets a first poll. */
  public void add(M member) {
    if (!(boolean) QUEUED.getAndSet(member, true)) {
      push(member);
    }
  }

  /** Takes the member that was woken first; null if there is none. */
  @SuppressWarnings("unchecked") // only M's are made for this set
  public @Nullable M next() {
    Member member = taken;
    if (member == null) {
      member = takeAll();
      if (member == null) {
        return null;
      }
    }
    taken = member.next;
    member.next = null;
    QUEUED.setVolatile(member, false);
    return (M) member;
  }

  /** Forgets the parent's waker, so that late wakes of members neither wake nor retain it. */
  public void clear() {
    parent.take();
  }

  private void push(Member member) {
    Member seen = top;
    while (true) {
      member.next = seen;
      Member witness = (Member) TOP.compareAndExchange(this, seen, member);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  private @Nullable Member takeAll() {
    if (top == null) {
      return null;
    }
    Member newestFirst = (Member) TOP.getAndSet(this, (Member) null);
    Member oldestFirst = null;
    while (newestFirst != null) {
      Member following = newestFirst.next;
      newestFirst.next = oldestFirst;
      oldestFirst = newestFirst;
      newestFirst = following;
    }
    return oldestFirst;
  }

  private static VarHandle handle(Class<?> owner, String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(owner, field, type);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
