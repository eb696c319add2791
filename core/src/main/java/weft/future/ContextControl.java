package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * The executor's half of a {@link Context}: opens it for a poll, closes it afterwards, and keeps
 * the cooperative budget. For those who write executors; users of a runtime never see one.
 *
 * <p>One control serves many polls one after the other, so that polling allocates nothing:
 *
 * <pre>{@code
 * control.begin(task, ContextControl.DEFAULT_BUDGET);
 * try {
 *   poll = future.poll(control.context());
 * } finally {
 *   control.end();
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Used by one thread at a time; the thread that calls {@link #begin} is the one
 * on which the context is valid.
 */
public final class ContextControl {
  /** Units of work that a task may do per poll: Tokio's figure, enough to amortize a reschedule. */
  public static final int DEFAULT_BUDGET = 128;

  /** The budget of a poll that is never made to yield. */
  public static final int UNCONSTRAINED = -1;

  // Who polls is only asked in assertions; noting it at each poll costs as much as a small one.
  private static final boolean CHECKED = ContextControl.class.desiredAssertionStatus();

  static final String MISUSE =
      "a Context is valid only during its poll and on its thread: keep cx.waker() instead";

  /** Takes the requests of a context's own task to be polled again, instead of the services. */
  @FunctionalInterface
  public interface Yields {
    /** The task of {@code waker} yields: it is to be polled again after the others. */
    void defer(Waker waker);
  }

  private final Services services;
  private final @Nullable Yields yields;
  private final Context context;
  private int budget = UNCONSTRAINED;
  private boolean active;
  private Thread thread = Thread.currentThread();
  private long exhaustions;

  private ContextControl(Services services, @Nullable Yields yields) {
    this.services = services;
    this.yields = yields;
    this.context = new Context(this, null);
  }

  /** A control whose context offers {@code services}. */
  public static ContextControl create(Services services) {
    return new ContextControl(services, null);
  }

  /**
   * As {@link #create(Services)}, for an executor that notes by itself that what it polls yields.
   *
   * @param yields called when the waker given to {@link #begin} is to be deferred; others go to
   *     {@code services}
   */
  public static ContextControl create(Services services, Yields yields) {
    return new ContextControl(services, yields);
  }

  /** The context; the same object for every poll. */
  public Context context() {
    return context;
  }

  /**
   * Opens the context for one poll on the current thread.
   *
   * @param waker the waker of the task about to be polled
   * @param units the budget, or {@link #UNCONSTRAINED}
   */
  public void begin(Waker waker, int units) {
    context.waker = waker;
    budget = units;
    active = true;
    if (CHECKED) {
      thread = Thread.currentThread();
    }
  }

  /**
   * Closes the context after the poll.
   *
   * @return the units that are left, which an executor may hand to a follower
   */
  public int end() {
    active = false;
    context.waker = null; // a context that outlives its poll must not pin the task
    return budget;
  }

  /** How often a poll found its budget spent, since this control was made. */
  public long exhaustions() {
    return exhaustions;
  }

  /** The units left to the poll that is going on, or {@link #UNCONSTRAINED}. */
  public int remaining() {
    return budget;
  }

  /**
   * Replaces what is left of the budget within a poll, for example around code that must not yield.
   *
   * @return what was left before; hand it back to restore it
   */
  public int exchangeBudget(int units) {
    int before = budget;
    budget = units;
    return before;
  }

  /** Goes on with the budget of {@code other}, and counts what that one has counted. */
  void takeOver(ContextControl other) {
    budget = other.budget;
    exhaustions += other.exhaustions;
    other.exhaustions = 0;
  }

  Services services() {
    return services;
  }

  boolean isValidHere() {
    return active && thread == Thread.currentThread();
  }

  boolean hasBudget() {
    return budget != 0;
  }

  /** What {@code asking}'s waker wakes is to be polled again after the others. */
  void defer(Context asking) {
    Waker waker = asking.wakerOrNoop();
    if (yields != null && waker == context.waker) {
      yields.defer(waker);
    } else {
      services.defer(waker);
    }
  }

  boolean proceed(Context asking) {
    int left = budget;
    if (left > 0) {
      budget = left - 1;
      return true;
    }
    if (left < 0) {
      return true;
    }
    exhaustions++;
    defer(asking);
    return false;
  }

  int proceed(Context asking, int wanted) {
    int left = budget;
    if (left > 0) {
      int taken = Math.min(left, wanted);
      budget = left - taken;
      return taken;
    }
    return proceed(asking) ? wanted : 0;
  }

  void refund() {
    refund(1);
  }

  void refund(int units) {
    if (budget >= 0) {
      budget += units;
    }
  }

  @Override
  public String toString() {
    return (active ? "active" : "closed") + ", budget " + (budget < 0 ? "unconstrained" : budget);
  }
}
