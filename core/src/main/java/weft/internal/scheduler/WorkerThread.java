package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.env.Parker;
import weft.internal.task.Task;

/**
 * A thread that runs a worker, until the worker leaves or goes on on another thread; then it waits
 * for a while for another worker that needs a thread.
 */
final class WorkerThread implements Runnable {
  private final MultiThreadScheduler scheduler;
  private final Parker parker;
  private volatile @Nullable Handover next;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Worker worker; // null while it runs none
  private volatile @Nullable Task<?> blocked; // the task that blocks in place here

  WorkerThread(MultiThreadScheduler scheduler, Handover first) {
    this.scheduler = scheduler;
    this.parker = scheduler.environment.newParker();
    this.next = first;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    Current.exchange(scheduler.blockingScope()); // hooks may spawn, and may not close the runtime
    try {
      scheduler.hooks.threadStarted();
      Handover offer;
      while ((offer = awaitOffer()) != null) {
        if (offer.take()) {
          run(offer.worker());
        }
      }
      scheduler.hooks.threadStopping();
    } finally {
      scheduler.termination.left(this);
    }
  }

  private void run(Worker running) {
    worker = running;
    running.ranBy(this, Thread.currentThread().getId());
    Current.exchange(running);
    try {
      while (!isOver(running)) {
        // there was no memory, and may be some now
      }
    } catch (Throwable failure) {
      // Tasks and hooks are contained, so this is the runtime's own: never with a worker less.
      running.died(failure);
    } finally {
      Current.exchange(scheduler.blockingScope());
      worker = null;
      blocked = null;
    }
  }

  /**
   * Runs steps.
   *
   * @return true once the worker has left or goes on elsewhere; false if the memory was used up
   */
  static boolean isOver(Worker running) {
    try {
      running.noteShortage(); // in here, as that may need memory as well
      while (running.step()) {
        // one step after the other
      }
      return true;
    } catch (OutOfMemoryError failure) { // of a task's making, most likely; it is not the end
      running.shortage = failure; // no call: even linking one may need memory
      return false;
    }
  }

  /** The first offer, or one that comes while this thread is a spare; null when it has to end. */
  private @Nullable Handover awaitOffer() {
    Handover offer = next;
    if (offer == null) {
      offer = scheduler.spares.await(this, parker);
    }
    next = null;
    return offer;
  }

  /** Gives a spare thread its next worker. */
  void offer(Handover offer) {
    next = offer;
    parker.unpark();
  }

  @Nullable Handover offered() {
    return next;
  }

  void unpark() {
    parker.unpark();
  }

  /** From now on {@code task} blocks here and the worker runs elsewhere. */
  void blocksInPlace(@Nullable Task<?> task) {
    blocked = task;
  }

  @Nullable Thread thread() {
    return thread;
  }

  /** The task that this thread polls, or null. Any thread: a snapshot. */
  @Nullable Task<?> currentTask() {
    Task<?> blocking = blocked;
    if (blocking != null) {
      return blocking;
    }
    Worker running = worker;
    return running == null ? null : running.currentTask();
  }

  /** Whether the thread has nothing to do but wait for another worker. */
  boolean isSpare() {
    return worker == null;
  }
}
