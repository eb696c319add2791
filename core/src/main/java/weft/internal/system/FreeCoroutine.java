package weft.internal.system;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Coroutine;

/**
 * A body that runs by itself on a thread that somebody else schedules: the JVM's virtual-thread
 * scheduler, or the operating system. Its task waits for it to end.
 */
final class FreeCoroutine implements Coroutine {
  private final Runnable body;
  private final BodyThreads.Starter starter;
  private boolean started; // touched by pollers only
  private volatile @Nullable Thread thread;
  private volatile boolean mayGoOn;

  FreeCoroutine(Runnable body, BodyThreads.Starter starter) {
    this.body = body;
    this.starter = starter;
  }

  @Override
  public boolean isLockStep() {
    return false;
  }

  @Override
  public boolean canResumeHere() {
    return true;
  }

  @Override
  public void resume() {
    if (!started) {
      started = true;
      Thread startedThread = starter.start(this::run);
      if (thread == null) {
        thread = startedThread;
      }
    }
  }

  private void run() {
    thread = Thread.currentThread();
    body.run();
  }

  @Override
  public void suspend() {
    if (mayGoOn) { // woken before it could stop: as a task does, it goes on after others
      mayGoOn = false;
      Thread.yield();
      return;
    }
    while (!mayGoOn && !Thread.currentThread().isInterrupted()) {
      LockSupport.park(this);
    }
    mayGoOn = false;
  }

  @Override
  public boolean yieldToPoller() {
    throw new IllegalStateException("a free-running body has no poller to go on with");
  }

  @Override
  public void unsuspend() {
    mayGoOn = true;
    LockSupport.unpark(thread); // null before the start: the flag is enough then
  }

  @Override
  public void pin() {
    // its thread is its own, and stops its poller only in lock-step, and then always
  }

  @Override
  public void unpin() {
    // as pin
  }

  @Override
  public Thread thread() {
    Thread running = thread;
    return running == null ? Thread.currentThread() : running;
  }
}
