package weft.internal.scheduler;

import weft.internal.task.Task;

/** What a worker does in place of its steps once the runtime shuts down. The worker's own. */
final class WorkerShutdown {
  private final MultiThreadScheduler scheduler;
  private final Worker worker;
  private final RunQueue queue;
  private final WorkFinder finder;
  private final DeferList deferred;
  private boolean begun;

  WorkerShutdown(
      MultiThreadScheduler scheduler,
      Worker worker,
      RunQueue queue,
      WorkFinder finder,
      DeferList deferred) {
    this.scheduler = scheduler;
    this.worker = worker;
    this.queue = queue;
    this.finder = finder;
    this.deferred = deferred;
  }

  /**
   * Cancels one task, or helps one to clean up, or leaves when there are none left.
   *
   * @return false if the worker has left
   */
  boolean step() {
    if (finder.isSearching()) {
      finder.stopSearching(); // else nobody would be woken for what has to clean up
    }
    if (!begun) {
      begun = true;
      worker.beginToEnd();
    }
    Task<?> task = finder.anyTask();
    if (task != null) {
      end(task);
    } else if (!deferred.isEmpty()) {
      worker.pollDriver();
    } else if (scheduler.isUnwinding()) {
      worker.rest();
    } else {
      scheduler.leave();
      return false;
    }
    return true;
  }

  private void end(Task<?> task) {
    Task.Verdict verdict = worker.end(task);
    if (verdict == Task.Verdict.QUEUE) {
      queue.pushBack(task);
    } else if (verdict == Task.Verdict.YIELDED) {
      worker.defer(task);
    }
  }
}
