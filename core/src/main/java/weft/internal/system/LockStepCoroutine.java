package weft.internal.system;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.RuntimeThread;
import weft.internal.context.Scope;
import weft.internal.env.Coroutine;

/**
 * A body on a thread of its own that takes turns with its poller: exactly one of the two runs. The
 * turn is handed over by one volatile field, which also orders what they do to each other's data.
 */
final class LockStepCoroutine implements Coroutine {
  private final Runnable ready;
  private final BodyThreads.Starter starter;
  private final Runnable body;
  private volatile @Nullable Thread thread;
  private volatile boolean bodyTurn;
  private volatile boolean ended;
  private volatile boolean mayGoOn = true; // an unsuspend has not been used yet
  private volatile @Nullable Thread poller; // who waits for the turn to come back

  LockStepCoroutine(Runnable body, Runnable ready, BodyThreads.Starter starter) {
    this.body = body;
    this.ready = ready;
    this.starter = starter;
  }

  @Override
  public boolean isLockStep() {
    return true;
  }

  @Override
  public boolean canResumeHere() {
    return true;
  }

  @Override
  public void resume() {
    if (ended || !mayGoOn) {
      return;
    }
    mayGoOn = false;
    poller = Thread.currentThread();
    bodyTurn = true;
    Thread running = thread;
    if (running == null) {
      thread = starter.start(this::run);
    } else {
      LockSupport.unpark(running);
    }
    RuntimeThread.carries(thread);
    boolean interrupted = false;
    while (bodyTurn) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // a set flag would make park spin
    }
    RuntimeThread.carries(null);
    poller = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    thread = Thread.currentThread();
    try {
      body.run();
    } finally {
      ended = true;
      giveTurnBack();
    }
  }

  @Override
  public void suspend() {
    giveTurnBack();
    boolean interrupted = false;
    while (!bodyTurn) {
      LockSupport.park(this);
      if (Thread.interrupted() && !interrupted) {
        interrupted = true;
        askForATurn(); // the interrupt ends the await
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called while it is not this body's turn, and so not in the place of its poller. */
  private void askForATurn() {
    Scope inside = Current.exchange(null);
    try {
      unsuspend();
    } finally {
      Current.exchange(inside);
    }
  }

  @Override
  public boolean yieldToPoller() {
    mayGoOn = true;
    suspend();
    return true;
  }

  @Override
  public void unsuspend() {
    mayGoOn = true;
    ready.run();
  }

  private void giveTurnBack() {
    Thread waiting = poller;
    bodyTurn = false;
    LockSupport.unpark(waiting);
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
