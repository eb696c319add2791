package weft.async;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.env.Coroutine;
import weft.internal.task.HasThread;
import weft.scope.LocalSet;
import weft.task.TaskLocals;

/**
 * A straight-line body as a future. Polling it runs the body until its next await that waits (in
 * lock-step), or starts it and waits for its end (free-running).
 *
 * <p>Who touches what: the owner's side ({@link #poll}, {@link #cancel}) and the body's side
 * ({@link #run}) meet in {@code finished}, which publishes the outcome, and in {@code waker}. In
 * lock-step they never run at the same time.
 */
final class Body<T extends @Nullable Object> implements Future<T> {
  private @Nullable AsyncBody<T> code; // null once it has been started or given up
  private @Nullable AutoCloseable resource;
  private @Nullable BodyScope scope;
  private @Nullable Coroutine coroutine;
  private boolean started; // the owner's view: the coroutine took the body over
  private boolean consumed;
  private volatile Waker waker = Waker.noop();
  private volatile boolean finished;
  private @Nullable T value; // published by finished
  private @Nullable Throwable failure; // published by finished
  private volatile boolean abandoned; // cancelled, and nobody waits for the end any more
  private final AtomicBoolean discarded = new AtomicBoolean();

  Body(AsyncBody<T> code, @Nullable AutoCloseable resource) {
    this.code = code;
    this.resource = resource;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    if (consumed) {
      throw new IllegalStateException("an async body was polled after it had finished");
    }
    // Before looking at finished: one of the two sides sees the other.
    Waker latest = cx.waker();
    if (waker != latest) {
      waker = latest;
    }
    if (coroutine == null) {
      start(RuntimeServices.of(cx, "async"), cx.taskWaker());
    }
    resume(cx);
    started = true;
    return finished ? outcome() : Poll.pending();
  }

  private void start(RuntimeServices services, Waker task) {
    BodyScope made = new BodyScope(this, services, task);
    TaskLocals locals = TaskLocals.capture(); // the body keeps them up to its end
    Coroutine running =
        services
            .environment()
            .coroutines(services.isSingleThreaded() || LocalSet.isCurrent())
            .create(locals.isEmpty() ? () -> run(made) : () -> run(made, locals), this::ready);
    made.coroutine(running);
    scope = made;
    coroutine = running;
  }

  private void resume(Context cx) {
    BodyScope inside = scope;
    Coroutine running = coroutine;
    if (inside == null || running == null) {
      return;
    }
    if (!running.isLockStep()) {
      running.resume();
      return;
    }
    Scope outside = Current.scope();
    inside.enter(cx, outside);
    if (running.canResumeHere()) {
      inside.run();
    } else if (outside instanceof BodyScope outer) {
      outer.resumeElsewhere(new Nested(inside, running));
    } else {
      throw new IllegalStateException(
          "an async body that was started by a runtime is awaited on a virtual thread outside it:"
              + " spawn it and await its JoinHandle");
    }
    inside.leave(cx);
    if (inside.takeYield()) {
      cx.defer();
    }
  }

  private void run(BodyScope inside, TaskLocals locals) {
    TaskLocals before = TaskLocals.exchange(locals);
    try {
      run(inside);
    } finally {
      TaskLocals.exchange(before); // the thread may be given to another body
    }
  }

  /** The body's side. */
  private void run(BodyScope inside) {
    Scope before = Current.exchange(inside);
    AutoCloseable owned = resource;
    try {
      AsyncBody<T> body = code;
      code = null;
      if (body != null) {
        value = body.run();
      }
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      close(owned);
      inside.awaitAdopted();
      inside.ended();
      Current.exchange(before);
      finished = true;
      if (abandoned) {
        discardOnce(inside);
      }
      if (!inside.isLockStep()) {
        ready(); // in lock-step the poller is waiting for this very return
      }
    }
  }

  /** Called by the body's side and by whoever gives it up, either of which may be the later one. */
  private void discardOnce(BodyScope inside) {
    if (discarded.compareAndSet(false, true)) {
      discardOutcome(inside);
    }
  }

  private void ready() {
    waker.wake();
  }

  private Poll<T> outcome() throws Exception {
    consumed = true;
    if (failure != null) {
      throw sneak(failure);
    }
    return result();
  }

  @SuppressWarnings("NullAway") // null is a value of T where the body returns null
  private Poll<T> result() {
    return Poll.ready(value);
  }

  @Override
  public void cancel() {
    if (consumed) {
      return;
    }
    consumed = true;
    BodyScope inside = scope;
    Coroutine running = coroutine;
    if (!started || inside == null || running == null) {
      code = null;
      close(resource); // never started: the resource is still ours
      if (failure != null) {
        report(failure);
      }
      return;
    }
    waker = Waker.noop();
    inside.cancelled();
    if (!finished) {
      boolean lockStep = running.isLockStep();
      if (lockStep) {
        inside.detachFromPoller();
      }
      running.unsuspend();
      if (lockStep) {
        unwindHere(inside, running);
      }
    }
    if (finished) {
      discardOutcome(inside);
      return;
    }
    Future<Void> rest = new Unwinding(this, inside, running);
    Scope here = Current.scope();
    if (here == null || !here.adopt(rest)) {
      inside.services().adopt(rest);
    }
  }

  /** Runs the body up to its end or to an await of its cleanup, if it can be run here. */
  private static void unwindHere(BodyScope inside, Coroutine running) {
    if (running.canResumeHere()) {
      inside.run();
    } else if (Current.scope() instanceof BodyScope outer) {
      outer.resumeElsewhere(new Nested(inside, running));
    }
  }

  /** A cancelled body's value reaches nobody; its failure is reported. */
  private void discardOutcome(BodyScope inside) {
    if (failure == null) {
      Undelivered.discard(value, inside.services());
    } else if (!(failure instanceof CancelledError) || failure.getSuppressed().length > 0) {
      report(failure);
    }
  }

  private static void report(Throwable failure) {
    System.getLogger("weft.async")
        .log(System.Logger.Level.WARNING, "a cancelled async body failed", failure);
  }

  private void close(@Nullable AutoCloseable owned) {
    resource = null;
    if (owned == null) {
      return;
    }
    try {
      owned.close();
    } catch (Throwable thrown) {
      if (failure == null) {
        failure = thrown;
      } else if (failure != thrown) {
        failure.addSuppressed(thrown);
      }
    }
  }

  /** The rest of a cancelled body: polled until the body has unwound. */
  private static final class Unwinding implements Future<Void>, HasThread {
    private final Body<?> body;
    private final BodyScope inside;
    private final Coroutine running;

    Unwinding(Body<?> body, BodyScope inside, Coroutine running) {
      this.body = body;
      this.inside = inside;
      this.running = running;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      body.waker = cx.waker();
      if (!body.finished) {
        body.resume(cx);
      }
      if (!body.finished) {
        return Poll.pending();
      }
      body.discardOutcome(inside);
      return Poll.done();
    }

    @Override
    public Thread thread() {
      return running.thread();
    }

    /** Given up: the limit has passed, or the runtime has gone. */
    @Override
    public void cancel() {
      body.abandoned = true;
      if (body.finished) {
        body.discardOnce(inside);
        return;
      }
      Throwable where = new Throwable("where the body on " + running.thread() + " is");
      where.setStackTrace(running.thread().getStackTrace());
      System.getLogger("weft.async")
          .log(
              System.Logger.Level.WARNING,
              "a cancelled async body has not ended in time and was given up",
              where);
    }

    @Override
    public String toString() {
      return "unwinding of " + body + " on " + running.thread();
    }
  }

  /** An inner body, as its outer body's poller runs it. */
  private record Nested(BodyScope inside, Coroutine running) implements Coroutine {
    @Override
    public boolean isLockStep() {
      return true;
    }

    @Override
    public boolean canResumeHere() {
      return running.canResumeHere();
    }

    @Override
    public void resume() {
      inside.run();
    }

    @Override
    public void suspend() {
      running.suspend();
    }

    @Override
    public boolean yieldToPoller() {
      return running.yieldToPoller();
    }

    @Override
    public void unsuspend() {
      running.unsuspend();
    }

    @Override
    public void pin() {
      running.pin();
    }

    @Override
    public void unpin() {
      running.unpin();
    }

    @Override
    public Thread thread() {
      return running.thread();
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> Exception sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
