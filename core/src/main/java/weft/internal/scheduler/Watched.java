package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.task.Task;

/** A loop that polls tasks, as its watchdog sees it. All methods may be called by any thread. */
interface Watched {

  /** The worker's number. */
  int index();

  /** How many polls have begun: a new number for each poll. */
  long pollCount();

  /** The task that is being polled, or null. A snapshot, and a step behind at times. */
  @Nullable Task<?> currentTask();

  /** The thread that runs the loop, or null if none does. */
  @Nullable Thread thread();

  /** Whether the loop waits for something to do, or nobody runs it. */
  boolean isResting();

  /** The poll that is going on does not end: lets others have what waits for its end. */
  void standIn();
}
