package weft.async;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.env.Coroutine;
import weft.task.JoinHandle;
import weft.task.TaskId;

/**
 * What is current inside a body: where its awaits find the context to poll with.
 *
 * <p>A body polls with a context of its own, as it may be stopped in the middle of a poll (by a
 * contended lock) and go on while another worker polls it. In lock-step its poller lends it the
 * budget. All fields but the volatile ones belong to the body's thread, or to the poller while the
 * body stands still.
 */
final class BodyScope implements Scope, Waker {
  private static final VarHandle WOKEN;

  static {
    try {
      WOKEN = MethodHandles.lookup().findVarHandle(BodyScope.class, "woken", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Body<?> body;
  private final RuntimeServices services;
  private final Waker task; // of the task that the body is part of
  private final ContextControl ownControl;
  private Coroutine coroutine; // set once, right after construction
  private boolean yieldAsked; // the poll that is going on has asked to yield
  private boolean yielding; // the body has stopped in order to yield: its poller sees to it
  private boolean polling; // the body is inside a poll; an await in there is a nested one
  private Scope carrier = this;
  private int cleanups; // nesting of cleanup blocks
  private long cleanupDeadline;
  private Timers.@Nullable Timer cleanupTimer;
  private boolean overdue;
  private @Nullable List<Future<?>> adopted; // inner bodies that unwind

  /** An inner body that must be run by a platform thread: this body's poller does it. */
  private @Nullable Coroutine delegate;

  private volatile boolean cancelled;

  /**
   * A wake has come since the poll began. The coroutine remembers it as well, but the poll may have
   * stopped in its middle (for an inner body, or an await of its own) and used that up.
   */
  private volatile boolean woken;

  @SuppressWarnings("NullAway.Init") // the coroutine refers to this object, and is set at once
  BodyScope(Body<?> body, RuntimeServices services, Waker task) {
    this.body = body;
    this.services = services;
    this.task = task;
    this.ownControl = ContextControl.notingYields(services);
    ownControl.assign(this);
  }

  void coroutine(Coroutine made) {
    coroutine = made;
    refillIfFree();
  }

  /**
   * A body that runs by itself has a budget of its own, a full one whenever it has let others have
   * their turn. In lock-step the budget is the poller's.
   */
  private void refillIfFree() {
    if (!coroutine.isLockStep()) {
      ownControl.exchangeBudget(services.environment().tunables().budget());
    }
  }

  @Override
  public RuntimeServices services() {
    return services;
  }

  @Override
  public Kind kind() {
    return Kind.BODY;
  }

  @Override
  public Scope carrier() {
    return carrier;
  }

  @Override
  public boolean hasCarrier() {
    return coroutine.hasCarrier();
  }

  @Override
  public @Nullable TaskId taskId() {
    return task instanceof JoinHandle<?> handle ? handle.id() : null;
  }

  @Override
  public int workerIndex() {
    Scope on = carrier;
    return on == this ? -1 : on.workerIndex();
  }

  /** Wakes the body out of an await. */
  @Override
  public void wake() {
    woken = true;
    coroutine.unsuspend();
  }

  /** Called by the poller when the body has stopped: whether it did so in order to yield. */
  boolean takeYield() {
    boolean yielded = yielding;
    yielding = false;
    return yielded;
  }

  boolean isLockStep() {
    return coroutine.isLockStep();
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Called by the owner. In lock-step the body stands still; otherwise it may be running. */
  void cancelled() {
    cancelled = true;
  }

  /** Called by the poller before it runs the body on behalf of a poll. */
  void enter(Context cx, @Nullable Scope on) {
    cx.lendBudget(ownControl);
    carrier = on == null ? this : on.carrier();
  }

  /** Called by the poller when the body has stopped. */
  void leave(Context cx) {
    cx.takeBudgetBack(ownControl);
    carrier = this;
  }

  /** Runs an inner body that cannot be run on this virtual thread. Called on this body's thread. */
  void resumeElsewhere(Coroutine inner) {
    delegate = inner;
    while (delegate != null) {
      coroutine.suspend();
    }
  }

  /** Runs {@code coroutine} until it stops, and what it asks to have run. On a platform thread. */
  void run() {
    coroutine.resume();
    while (true) {
      Coroutine inner = delegate;
      if (inner == null) {
        return;
      }
      inner.resume();
      delegate = null;
      coroutine.unsuspend();
      coroutine.resume();
    }
  }

  <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    if (!polling) {
      return awaitPolling(future);
    }
    try {
      return awaitPolling(future);
    } finally {
      woken = true; // what came meanwhile may have been for the outer poll
    }
  }

  private <T extends @Nullable Object> T awaitPolling(Future<T> future) throws Exception {
    while (true) {
      WOKEN.setRelease(this, false); // visible before the future can show its waker to others
      if (!polling) {
        yieldAsked = false;
      }
      Poll<T> poll = poll(future);
      if (poll instanceof Poll.Ready<T> ready) {
        return ready.value();
      }
      if (Thread.interrupted()) {
        future.cancel();
        throw new InterruptedException("interrupted in await: its future has been cancelled");
      }
      if (cancelled && !mayWaitForCleanup()) {
        future.cancel();
        awaitAdopted();
        refillIfFree(); // what is ready while the body unwinds is to be had
        throw new CancelledError();
      }
      if (yieldAsked && !polling) {
        yielding = true;
        if (!coroutine.yieldToPoller()) {
          yielding = false;
          ownControl.exchangeBudget(services.environment().tunables().budget()); // cannot wait
        }
        continue;
      }
      if (woken) {
        coroutine.unsuspend();
      }
      coroutine.suspend();
      refillIfFree();
    }
  }

  /** Takes what is left; false if this body has not been cancelled, and goes on without waiting. */
  @Override
  public boolean adopt(Future<?> rest) {
    if (!cancelled) {
      return false;
    }
    if (adopted == null) {
      adopted = new ArrayList<>(1);
    }
    adopted.add(rest);
    return true;
  }

  /**
   * Inner bodies unwind before their outer one does; those that take too long go on without it.
   * Called on the body's thread, at an await that throws and at the end.
   */
  void awaitAdopted() {
    while (adopted != null) {
      List<Future<?>> rests = adopted;
      adopted = null;
      for (Future<?> rest : rests) {
        try {
          cleanup(() -> await(Futures.pollFn(rest::poll)));
        } catch (Throwable overdueOrInterrupted) {
          services.adopt(rest);
        }
      }
    }
  }

  private <T extends @Nullable Object> Poll<T> poll(Future<T> future) throws Exception {
    boolean nested = polling;
    ContextControl control = nested ? nestedControl() : ownControl;
    polling = true;
    // What is polled may wait for a lock that others poll under as well. Taken off its worker
    // there, the body might be the one that the lock wakes, while all workers wait for that lock.
    coroutine.pin();
    control.open(ownControl.remaining());
    try {
      return future.poll(control.context());
    } catch (Throwable failure) {
      future.cancel();
      if (future instanceof Body<?>) {
        Traces.appendAwait(failure);
      }
      throw failure;
    } finally {
      if (control.close()) {
        yields();
      }
      coroutine.unpin();
      if (nested) {
        ownControl.exchangeBudget(control.remaining());
      }
      polling = nested;
    }
  }

  private ContextControl nestedControl() {
    ContextControl control = ContextControl.create(services);
    control.assign(this);
    return control;
  }

  /** What the body polled has asked to be polled again after others have had their turn. */
  private void yields() {
    if (coroutine.isLockStep()) {
      yieldAsked = true;
    } else {
      services.defer(this);
    }
  }

  /** In lock-step: no poller lends its budget to what follows. */
  void detachFromPoller() {
    ownControl.exchangeBudget(services.environment().tunables().budget());
    carrier = this;
  }

  void cleanup(AsyncAction action) throws Exception {
    cleanups++;
    try {
      action.run();
    } finally {
      cleanups--;
    }
  }

  private boolean mayWaitForCleanup() {
    if (cleanups == 0 || overdue) {
      return false;
    }
    Timers timers = services.timers();
    if (timers == null) {
      return true;
    }
    if (cleanupTimer == null) {
      cleanupDeadline = timers.nanoTime() + TimeUnit.SECONDS.toNanos(Async.CLEANUP_LIMIT_SECONDS);
      cleanupTimer = timers.timer(cleanupDeadline);
    }
    if (!cleanupTimer.pollElapsed(this)) {
      return true;
    }
    overdue = true;
    Throwable where = new Throwable("the cleanup of a cancelled async body took too long");
    System.getLogger("weft.async")
        .log(
            System.Logger.Level.WARNING,
            "cleanup of a cancelled async body exceeded " + Async.CLEANUP_LIMIT_SECONDS + " s",
            where);
    return false;
  }

  /** Called when the body has ended. */
  void ended() {
    if (cleanupTimer != null) {
      cleanupTimer.cancel();
    }
  }

  @Override
  public String toString() {
    return "BodyScope[" + body + "]";
  }
}
