package weft.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/**
 * Whether one direction of a transport is worth trying, and who wants to know. The real and the
 * simulated network share this class.
 *
 * <p>The user's side is always the same loop:
 *
 * <pre>{@code
 * while (readiness.poll(cx)) {
 *   int n = transport.read(dst);   // throws once closed
 *   if (n < dst's space) readiness.clear();
 *   if (n != 0) return n;
 * }
 * return PENDING;
 * }</pre>
 *
 * <p>The network's side: {@link #signal} when the direction became ready. Readiness is <em>level
 * triggered</em>: after {@link #clear} the network signals again if the direction is still ready,
 * at the latest when it is told by {@link Source#awaited()} that somebody waits.
 *
 * <p><b>Threads.</b> One user at a time; signals, {@link #close} and {@link #forget} from any
 * thread.
 */
public final class Readiness {
  /*
   * state   | meaning                                 | left by
   * --------+-----------------------------------------+-------------------------------------------
   * null    | not ready, nobody waits                 | signal -> READY, poll -> Waiter, close
   * READY   | worth trying                            | clear -> null, close
   * Waiter  | not ready, the waker is to be woken     | signal -> READY, poll -> another Waiter,
   *         |                                         | forget -> null, close
   * CLOSED  | for ever worth trying: it throws        | nothing
   */
  private static final Object READY = new Mark("ready");
  private static final Object CLOSED = new Mark("closed");
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Readiness.class, "state", Object.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** The network behind a readiness. */
  @FunctionalInterface
  public interface Source {
    /**
     * Somebody waits now: from here on the direction's becoming ready, and its being ready already,
     * must lead to {@link #signal}. Called on the waiting task's thread after each registration.
     */
    void awaited();
  }

  /** One who waits; {@code displaced} is the other task whose place it took, or null. */
  private record Waiter(Waker waker, Waker task, @Nullable Waker displaced) {}

  private record Mark(String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final String operation;
  private final Source source;
  private volatile @Nullable Object state;

  private Readiness(String operation, Source source) {
    this.operation = operation;
    this.source = source;
  }

  /**
   * A readiness that is not ready yet.
   *
   * @param operation what one waits for, in the infinitive, for messages: {@code "read"}
   */
  public static Readiness create(String operation, Source source) {
    return new Readiness(operation, source);
  }

  /**
   * Asks whether the operation is worth trying; if not, the waker of {@code cx} will be woken when
   * it is.
   *
   * @return true if it is worth trying (spuriously at times), false if the caller is to return
   *     pending
   * @throws IllegalStateException if another task waits for the same operation; of two such tasks
   *     the one that came first fails, as only its coming back proves that it still waits
   */
  public boolean poll(Context cx) {
    while (true) {
      Object seen = state;
      if (seen == READY || seen == CLOSED) {
        return true;
      }
      Waker waker = cx.waker();
      Waker displaced = null;
      boolean contended = false;
      if (seen instanceof Waiter waiter) {
        if (waiter.waker.willWake(waker)) {
          source.awaited();
          return false;
        }
        Waker task = cx.taskWaker();
        if (!waiter.task.willWake(task)) {
          if (waiter.displaced != null && waiter.displaced.willWake(task)) {
            throw new IllegalStateException(
                "two tasks wait to "
                    + operation
                    + " at the same time, "
                    + task
                    + " and "
                    + waiter.task
                    + ": let one task do it, and pass the results on");
          }
          displaced = waiter.task;
          contended = true;
        } else {
          displaced = waiter.displaced;
        }
      }
      if (STATE.compareAndSet(this, seen, new Waiter(waker, cx.taskWaker(), displaced))) {
        if (contended && displaced != null) {
          // The other task either gave the operation up without saying so, then this wake is
          // spurious; or it still waits, then it polls again, finds itself displaced and fails.
          displaced.wake();
        }
        Preemption.point(PreemptionPoint.AFTER_IO_WAITER);
        source.awaited();
        return false;
      }
    }
  }

  /** Whether the operation is worth trying. */
  public boolean isReady() {
    Object seen = state;
    return seen == READY || seen == CLOSED;
  }

  /**
   * The user found that there is no more for now: the operation would have waited, or moved less
   * than was asked for, which saves the call that finds it out.
   */
  public void clear() {
    STATE.compareAndSet(this, READY, null);
  }

  /**
   * The user gives up waiting: forgets {@code waker} if it is the one that waits. Optional; without
   * it the waker may be woken once in vain.
   */
  public void forget(Waker waker) {
    if (state instanceof Waiter waiter && waiter.waker.willWake(waker)) {
      STATE.compareAndSet(this, waiter, null);
    }
  }

  /**
   * The direction became ready.
   *
   * @return whom to wake, after every lock has been released; null if nobody waits
   */
  public @Nullable Waker signal() {
    while (true) {
      Object seen = state;
      if (seen == READY || seen == CLOSED) {
        return null;
      }
      if (STATE.compareAndSet(this, seen, READY)) {
        return seen instanceof Waiter waiter ? waiter.waker : null;
      }
    }
  }

  /** As {@link #signal}, and wakes who waits; no lock may be held. */
  public void signalAndWake() {
    Waker waker = signal();
    if (waker != null) {
      waker.wake();
    }
  }

  /** Makes the direction ready for ever, so that the user's next try finds out why; wakes it. */
  public void close() {
    Object before = STATE.getAndSet(this, CLOSED);
    if (before instanceof Waiter waiter) {
      waiter.waker.wake();
    }
  }

  @Override
  public String toString() {
    return operation
        + ": "
        + (state instanceof Waiter ? "awaited" : state == null ? "not ready" : state);
  }
}
