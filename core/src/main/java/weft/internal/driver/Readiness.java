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
 * <p><b>Threads.</b> Meant for one user at a time, but a future that was given up and said nothing
 * cannot be told from one that waits, so several are borne; signals, {@link #close} and {@link
 * #forget} from any thread.
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

  /**
   * Those who wait, linked. The first one came last; of the others it is known that they waited
   * after somebody had taken their place.
   *
   * @param displaced the task whose place the first one took, and which has been woken for it
   */
  private record Waiter(
      Waker waker, Waker task, @Nullable Waker displaced, @Nullable Waiter others) {

    static Waiter first(Context cx, @Nullable Waker displaced, @Nullable Waiter others) {
      return new Waiter(cx.waker(), cx.taskWaker(), displaced, others);
    }

    void wakeAll() {
      for (Waiter waiter = this; waiter != null; waiter = waiter.others) {
        waiter.waker.wake();
      }
    }
  }

  /** {@code waiters} but for those of {@code task}. */
  private static @Nullable Waiter without(@Nullable Waiter waiters, Waker task) {
    if (waiters == null) {
      return null;
    }
    Waiter rest = without(waiters.others, task);
    return waiters.task.willWake(task) ? rest : relinked(waiters, rest);
  }

  /** {@code waiters} but for those that {@code waker} would wake. */
  private static @Nullable Waiter withoutWaker(@Nullable Waiter waiters, Waker waker) {
    if (waiters == null) {
      return null;
    }
    Waiter rest = withoutWaker(waiters.others, waker);
    return waiters.waker.willWake(waker) ? rest : relinked(waiters, rest);
  }

  private static Waiter relinked(Waiter waiter, @Nullable Waiter others) {
    return waiter.others == others
        ? waiter
        : new Waiter(waiter.waker, waiter.task, waiter.displaced, others);
  }

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
   * it is. If several tasks wait, all of them are.
   *
   * @return true if it is worth trying (spuriously at times), false if the caller is to return
   *     pending
   */
  public boolean poll(Context cx) {
    while (true) {
      Object seen = state;
      if (seen == READY || seen == CLOSED) {
        return true;
      }
      Waiter next;
      Waker unsure = null;
      if (seen instanceof Waiter waiter) {
        if (waiter.waker.willWake(cx.waker())) {
          source.awaited();
          return false;
        }
        Waker task = cx.taskWaker();
        if (waiter.task.willWake(task)) {
          next = Waiter.first(cx, waiter.displaced, waiter.others);
        } else if (waiter.displaced != null && waiter.displaced.willWake(task)) {
          next = Waiter.first(cx, null, without(waiter, task)); // it waits still, and so do both
        } else {
          // The other task may have given the operation up without saying so: then a wake is
          // spurious. Or it waits still: then it polls again, and both wait.
          unsure = waiter.task;
          next = Waiter.first(cx, unsure, without(waiter.others, task));
        }
      } else {
        next = Waiter.first(cx, null, null);
      }
      if (STATE.compareAndSet(this, seen, next)) {
        if (unsure != null) {
          unsure.wake();
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
    while (state instanceof Waiter waiters) {
      Waiter rest = withoutWaker(waiters, waker);
      if (rest == waiters || STATE.compareAndSet(this, waiters, rest)) {
        return;
      }
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
        return seen instanceof Waiter waiter
            ? waiter.others == null ? waiter.waker : waiter::wakeAll
            : null;
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
      waiter.wakeAll();
    }
  }

  @Override
  public String toString() {
    return operation
        + ": "
        + (state instanceof Waiter ? "awaited" : state == null ? "not ready" : state);
  }
}
