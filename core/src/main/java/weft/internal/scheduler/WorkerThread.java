package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;

/** A thread that runs a worker, until the worker leaves or goes on on another thread. */
final class WorkerThread implements Runnable {
  private final MultiThreadScheduler scheduler;
  private final Worker worker;
  private volatile @Nullable Thread thread;

  WorkerThread(MultiThreadScheduler scheduler, Worker worker) {
    this.scheduler = scheduler;
    this.worker = worker;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      scheduler.hooks.threadStarted();
      Current.exchange(worker);
      worker.ranBy(Thread.currentThread().getId());
      try {
        while (worker.step()) {
          // one step after the other
        }
      } catch (Throwable failure) {
        // Tasks and hooks are contained, so this is the runtime's own: never with a worker less.
        scheduler.fail("a worker has died: " + worker, failure);
      } finally {
        Current.exchange(null);
      }
      scheduler.hooks.threadStopping();
    } finally {
      scheduler.termination.left(this);
    }
  }

  @Nullable Thread thread() {
    return thread;
  }

  Worker worker() {
    return worker;
  }
}
