package weft.sync;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Select;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/**
 * Asks many tasks to stop, once and for all. A child token is cancelled with its parent, but not
 * the other way round.
 *
 * <p>Tokens that nobody refers to are let go of: a parent does not keep its children.
 *
 * <p><b>Ordering.</b> What happened before {@link #cancel()} is visible to who sees it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
@CheckReturnValue
public final class CancellationToken {
  private static final int FIRST_SWEEP = 16;

  private final Object tree; // the lock of this token and of all its relatives
  @Nullable // a child keeps its ancestors, so that they can reach it
  private final CancellationToken parent;

  private final WaitList<Cancelled> waiting = new WaitList<>(); // guarded by tree
  private List<WeakReference<CancellationToken>> children = new ArrayList<>(0); // guarded by tree
  private int sweepAt = FIRST_SWEEP; // guarded by tree
  private volatile boolean cancelled; // written under tree

  private CancellationToken(@Nullable CancellationToken parent, Object tree) {
    this.parent = parent;
    this.tree = tree;
  }

  /** A token without a parent. */
  public static CancellationToken create() {
    return new CancellationToken(null, new Object());
  }

  /** A token that is cancelled when this one is; at once if this one is already. */
  public CancellationToken child() {
    CancellationToken child = new CancellationToken(this, tree);
    synchronized (tree) {
      if (cancelled) {
        child.cancelled = true;
      } else {
        sweep();
        children.add(new WeakReference<>(child));
      }
    }
    return child;
  }

  /** Lets go of what is left of children that are gone; costs little per child on average. */
  private void sweep() {
    if (children.size() >= sweepAt) {
      children.removeIf(child -> child.get() == null);
      sweepAt = Math.max(FIRST_SWEEP, children.size() << 1);
    }
  }

  /** Cancels this token and all its descendants. Does nothing the second time. */
  public void cancel() {
    WakeQueue woken = new WakeQueue();
    synchronized (tree) {
      if (cancelled) {
        return;
      }
      // Not by recursion: chains of tokens may be long.
      ArrayDeque<CancellationToken> open = new ArrayDeque<>();
      open.add(this);
      for (CancellationToken token = open.poll(); token != null; token = open.poll()) {
        token.cancelHere(woken, open);
      }
    }
    woken.wakeAll();
  }

  private void cancelHere(WakeQueue woken, ArrayDeque<CancellationToken> open) {
    cancelled = true;
    for (Cancelled waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
      woken.add(waiter);
    }
    for (WeakReference<CancellationToken> reference : children) {
      CancellationToken child = reference.get();
      if (child != null && !child.cancelled) {
        open.add(child);
      }
    }
    children = List.of();
  }

  /** Whether this token or one of its ancestors was cancelled. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Waits until this token is cancelled.
   *
   * <p><b>Cancellation.</b> Nothing happened.
   */
  public Future<Void> cancelled() {
    return new Cancelled(this);
  }

  /**
   * The value of {@code future}, or empty if this token is cancelled first, which cancels the
   * future. A token that is cancelled already wins over a future that is ready. A null value, as
   * the end of a stream, is empty as well: {@link #isCancelled()} tells the two apart.
   */
  public <T extends @Nullable Object> Future<Optional<@NonNull T>> runUntilCancelled(
      Future<T> future) {
    return Futures.selectBiased(
        Select.on(cancelled(), done -> Optional.empty()), Select.on(future, Optional::ofNullable));
  }

  /** Something that cancels this token when it is closed. */
  public Guard guard() {
    return new Guard(this);
  }

  @Override
  public String toString() {
    return (parent == null ? "CancellationToken[" : "CancellationToken[child, ")
        + (cancelled ? "cancelled]" : "active]");
  }

  /** Cancels a token when it is closed, unless disarmed before. Single owner. */
  public static final class Guard implements AutoCloseable {
    private @Nullable CancellationToken token;

    private Guard(CancellationToken token) {
      this.token = token;
    }

    /** From now on {@link #close()} does nothing. */
    public void disarm() {
      token = null;
    }

    @Override
    public void close() {
      CancellationToken armed = token;
      token = null;
      if (armed != null) {
        armed.cancel();
      }
    }
  }

  private static final class Cancelled extends Waiter implements Future<Void> {
    private final CancellationToken token;
    private boolean finished;

    Cancelled(CancellationToken token) {
      this.token = token;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("cancelled");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      synchronized (token.tree) {
        if (!token.cancelled) {
          if (isListed()) {
            setWaker(cx.waker());
          } else {
            token.waiting.add(this, cx.waker());
          }
          cx.refund();
          return Poll.pending();
        }
      }
      finished = true;
      return Poll.done();
    }

    @Override
    public void cancel() {
      if (finished) {
        return;
      }
      finished = true;
      synchronized (token.tree) {
        token.waiting.remove(this);
        takeWaker();
      }
    }
  }
}
