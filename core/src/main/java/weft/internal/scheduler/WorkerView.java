package weft.internal.scheduler;

/** A worker as metrics see it. May be read by any thread. */
public interface WorkerView {

  /** What it has done. */
  WorkerCounters metrics();

  /** How many tasks are in its queue. */
  int queueLength();

  /** How many of its polls took how long, or nothing if that is not measured. */
  long[] pollTimes();

  /** The identity of the thread that runs it, or -1 if none does. */
  long threadId();
}
