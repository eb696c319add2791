package weft.internal.scheduler;

import weft.future.Waker;
import weft.internal.task.Task;

/**
 * What a scheduler's own thread offers beyond what any thread can do. Called on that thread only.
 */
interface LocalWorker {

  /** The worker's number, from 0. */
  int index();

  /** Queues a task that this thread has spawned or woken. */
  void scheduleLocally(Task<?> task);

  /** Wakes {@code waker} after the drivers have been polled. */
  void defer(Waker waker);

  /** A number from 0 to {@code bound - 1}. */
  int random(int bound);

  WorkerCounters metrics();
}
