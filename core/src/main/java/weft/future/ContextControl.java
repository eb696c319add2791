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

  private final Services services;
  private final boolean notesYields;
  private final Context context;
  private int budget = UNCONSTRAINED;
  private boolean active;
  private boolean yielded; // in the poll that is going on
  private Thread thread = Thread.currentThread();
  private long exhaustions;

  private ContextControl(Services services, boolean notesYields) {
    this.services = services;
    this.notesYields = notesYields;
    this.context = new Context(this, null);
  }

  /** A control whose context offers {@code services}. */
  public static ContextControl create(Services services) {
    return new ContextControl(services, false);
  }

  /**
   * As {@link #create(Services)}, for an executor that itself queues what has yielded: {@link
   * #close} tells it. Other wakers than the assigned one are deferred by {@code services}.
   */
  public static ContextControl notingYields(Services services) {
    return new ContextControl(services, true);
  }

  /** The context; the same object for every poll of this control. */
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
    assign(waker);
    open(units);
  }

  /**
   * Closes the context after the poll, and forgets whose it was.
   *
   * @return the units that are left, which an executor may hand to a follower
   */
  public int end() {
    close();
    assign(null); // a context that outlives its poll must not pin the task
    return budget;
  }

  /**
   * Says whose polls follow, each between {@link #open} and {@link #close}: {@link #begin} and
   * {@link #end} in two steps, for an executor that also runs code on the task's behalf before and
   * after its poll, and wants to be asked for whom.
   *
   * @param waker the waker of the task, or null for none
   */
  public void assign(@Nullable Waker waker) {
    context.waker = waker;
  }

  /**
   * Whose polls these are, or null between two tasks. Any thread may ask: what it gets is a
   * snapshot.
   */
  public @Nullable Waker assigned() {
    return context.waker;
  }

  /**
   * Opens the context for one poll of the {@linkplain #assign assigned} waker's task, on the
   * current thread.
   *
   * @param units the budget, or {@link #UNCONSTRAINED}
   */
  public void open(int units) {
    budget = units;
    yielded = false;
    active = true;
    if (CHECKED) {
      thread = Thread.currentThread();
    }
  }

  /**
   * Closes the context after a poll.
   *
   * @return whether the task has asked to be polled again after the others, and this control
   *     {@linkplain #notingYields notes} that
   */
  public boolean close() {
    active = false;
    return yielded;
  }

  /**
   * Notes that the task that is being polled yields, as if it had asked its context.
   *
   * @return false if {@code waker} is not this task's, or yields are not noted here
   */
  public boolean noteYield(Waker waker) {
    if (notesYields && active && waker == context.waker) {
      yielded = true;
      return true;
    }
    return false;
  }

  /** How often a poll found its budget spent, since this was asked the last time. */
  public long takeExhaustions() {
    long counted = exhaustions;
    exhaustions = 0;
    return counted;
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
    if (asking == context && notesYields && active) {
      yielded = true;
      return;
    }
    Waker waker = asking.wakerOrNoop();
    if (!noteYield(waker)) {
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
