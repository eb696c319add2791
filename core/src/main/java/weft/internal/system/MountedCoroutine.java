package weft.internal.system;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.context.RuntimeThread;
import weft.internal.env.Coroutine;
import weft.internal.env.ThreadKind;

/**
 * The fast engine: a virtual thread whose scheduler is its own task. Unparking it hands its next
 * step to {@link #execute}, which wakes the task; polling the task runs the step on the worker.
 * Nothing is handed to another pool, whatever the body waits for: an await, a lock, a sleep.
 */
final class MountedCoroutine implements Coroutine, Executor {
  private static final VarHandle STEP_IS_DUE;

  static {
    try {
      STEP_IS_DUE =
          MethodHandles.lookup().findVarHandle(MountedCoroutine.class, "stepIsDue", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread;
  private final Runnable ready;
  private boolean started; // written by the poller that starts it, before anybody can wake it
  private boolean wokeItself; // touched by the virtual thread only
  private int pins; // touched by the virtual thread only
  private boolean quiet; // touched by the virtual thread, and by the thread it runs on as it stops

  // Goes on with the virtual thread; the JDK hands out the same object each time, and this one
  // first. Written before anybody else can know the virtual thread.
  private @Nullable Runnable step;

  // Set by whoever unparks, taken by the poller; the virtual thread has at most one step at a time.
  // The state of the virtual thread orders one step after the other, so that only the wake of
  // another thread needs more than that: it sets this and then looks for the poller's waker.
  private volatile boolean stepIsDue;

  MountedCoroutine(Runnable body, Runnable ready) {
    this.ready = ready;
    this.thread = VirtualThreads.scheduledBy(this, body);
  }

  @Override
  public void execute(Runnable next) {
    if (step == null) {
      step = next;
    } else if (step != next) {
      // Of another virtual thread, which the body has started, or the JDK on its behalf: such a one
      // is given the scheduler of its parent, but is none of ours.
      VirtualThreads.runElsewhere(next);
      return;
    }
    if (quiet) { // it has yielded to the thread that runs it, which is this one
      quiet = false;
      STEP_IS_DUE.set(this, true);
      return;
    }
    stepIsDue = true;
    if (started) { // else it is started by a poll, which goes on to run it
      ready.run();
    }
  }

  @Override
  public boolean isLockStep() {
    return true;
  }

  @Override
  public boolean canResumeHere() {
    return !ThreadKind.isVirtual(Thread.currentThread());
  }

  @Override
  public void resume() {
    if (!started) {
      thread.start();
      started = true;
    }
    Runnable next;
    if (stepIsDue && (next = step) != null) {
      STEP_IS_DUE.set(this, false);
      RuntimeThread.carries(thread);
      next.run();
      RuntimeThread.carries(null);
    }
  }

  @Override
  public void suspend() {
    if (pins == 0) {
      stop();
      return;
    }
    VirtualThreads.unpin();
    try {
      stop();
    } finally {
      VirtualThreads.pin();
    }
  }

  private void stop() {
    if (wokeItself) {
      wokeItself = false;
      Thread.yield(); // parking would return at once, and other tasks would not get their turn
    } else {
      LockSupport.park(this);
    }
  }

  @Override
  public void pin() {
    if (pins++ == 0) {
      VirtualThreads.pin();
    }
  }

  @Override
  public void unpin() {
    if (--pins == 0) {
      VirtualThreads.unpin();
    }
  }

  @Override
  public boolean yieldToPoller() {
    quiet = true;
    Thread.yield();
    boolean yielded = !quiet; // else it is pinned
    quiet = false;
    return yielded;
  }

  @Override
  public void unsuspend() {
    if (Thread.currentThread() == thread) {
      wokeItself = true;
    } else {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public boolean hasCarrier() {
    return true;
  }

  @Override
  public Thread thread() {
    return thread;
  }
}
