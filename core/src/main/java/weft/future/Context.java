package weft.future;

import org.jspecify.annotations.Nullable;

/**
 * What an executor offers to a future during one poll: the waker of the task, its cooperative
 * budget, and the services around it.
 *
 * <p>A context is valid only during its poll and on its thread; with assertions enabled any other
 * use throws. What may be kept is {@link #waker()} and {@link #services()}.
 *
 * <p><b>Budget.</b> A task may do a bounded number of units of work per poll. Each leaf future asks
 * {@link #proceed()} before it hands out something that was ready at once; when the answer is false
 * it returns {@link Poll#pending()} at once, and the task is polled again after others had their
 * turn. A leaf that took a unit but could not make progress gives it back by {@link #refund()}.
 */
public final class Context {
  private final ContextControl control;

  // Rewritten by the control at each poll, null in between; fixed in derived contexts.
  @Nullable Waker waker;

  Context(ContextControl control, @Nullable Waker waker) {
    this.control = control;
    this.waker = waker;
  }

  /** A context for polling by hand: unlimited budget, {@link Services#none() no services}. */
  public static Context of(Waker waker) {
    ContextControl control = ContextControl.create(Services.none());
    control.begin(waker, ContextControl.UNCONSTRAINED);
    return control.context();
  }

  /** The waker of the task that polls. */
  public Waker waker() {
    assert control.isValidHere() : ContextControl.MISUSE;
    return wakerOrNoop();
  }

  /**
   * The waker of the task as a whole, the same in every context derived by {@link #withWaker}:
   * tells tasks apart. What is to be woken is {@link #waker()}.
   */
  public Waker taskWaker() {
    assert control.isValidHere() : ContextControl.MISUSE;
    return control.context().wakerOrNoop();
  }

  /**
   * A context with another waker that shares this one's budget, services and validity: for a
   * sub-executor that wants to know which of its children was woken.
   */
  public Context withWaker(Waker other) {
    assert control.isValidHere() : ContextControl.MISUSE;
    return new Context(control, other);
  }

  /**
   * Takes one unit of the budget.
   *
   * @return false if the budget is spent: the task has then been scheduled again (after the
   *     executor's drivers had their turn), and the caller returns {@link Poll#pending()}
   */
  public boolean proceed() {
    assert control.isValidHere() : ContextControl.MISUSE;
    return control.proceed(this);
  }

  /**
   * Takes several units of the budget at once: for a loop that hands out many items, where a unit
   * at a time would cost more than the items. What is not used is given back by {@link
   * #refund(int)} before the poll ends.
   *
   * @param wanted at least 1
   * @return how many units were taken, at most {@code wanted}; 0 if the budget is spent, as when
   *     {@link #proceed()} is false
   */
  public int proceed(int wanted) {
    assert control.isValidHere() : ContextControl.MISUSE;
    return control.proceed(this, wanted);
  }

  /** Gives back {@code units} that {@link #proceed(int)} took and that were not used. */
  public void refund(int units) {
    assert control.isValidHere() : ContextControl.MISUSE;
    control.refund(units);
  }

  /** Gives back the unit of the last {@link #proceed()}, because no progress was made with it. */
  public void refund() {
    assert control.isValidHere() : ContextControl.MISUSE;
    control.refund();
  }

  /** Whether {@link #proceed()} would succeed. Takes nothing. */
  public boolean hasBudget() {
    assert control.isValidHere() : ContextControl.MISUSE;
    return control.hasBudget();
  }

  /**
   * Wakes this context's waker after the executor has polled its drivers: how a task yields. The
   * caller then returns {@link Poll#pending()}.
   */
  public void defer() {
    assert control.isValidHere() : ContextControl.MISUSE;
    control.defer(this);
  }

  /**
   * A random number from the executor's seeded source.
   *
   * @return a number from 0 to {@code bound - 1}
   */
  public int random(int bound) {
    assert control.isValidHere() : ContextControl.MISUSE;
    return control.services().random(bound);
  }

  /** The executor's services; may be kept beyond the poll. */
  public Services services() {
    return control.services();
  }

  /**
   * Lends what is left of the budget to {@code other}: for a coroutine that runs on behalf of its
   * poller while that one waits, and that needs a context of its own, as it may stop in the middle
   * of a poll. Followed by {@link #takeBudgetBack}.
   */
  public void lendBudget(ContextControl other) {
    assert control.isValidHere() : ContextControl.MISUSE;
    other.exchangeBudget(control.remaining());
  }

  /** Takes over what {@code other} has left of the budget that it was lent. */
  public void takeBudgetBack(ContextControl other) {
    assert control.isValidHere() : ContextControl.MISUSE;
    control.takeOver(other);
  }

  /** The waker; one that does nothing if the context has outlived its poll. */
  Waker wakerOrNoop() {
    Waker known = waker;
    return known == null ? Waker.noop() : known;
  }

  /** For combinators of this package that lift the budget around one child. */
  ContextControl control() {
    return control;
  }

  @Override
  public String toString() {
    return "Context[" + control + "]";
  }
}
