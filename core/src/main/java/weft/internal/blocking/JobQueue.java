package weft.internal.blocking;

import org.jspecify.annotations.Nullable;

/** First in, first out, of jobs that are their own nodes. Guarded by the lock of the pool. */
final class JobQueue {
  private @Nullable BlockingJob first;
  private @Nullable BlockingJob last;
  private int size;

  int size() {
    return size;
  }

  void add(BlockingJob job) {
    job.queued = true;
    job.prev = last;
    if (last == null) {
      first = job;
    } else {
      last.next = job;
    }
    last = job;
    size++;
  }

  boolean isEmpty() {
    return first == null;
  }

  @Nullable BlockingJob peek() {
    return first;
  }

  @Nullable BlockingJob poll() {
    BlockingJob job = first;
    if (job != null) {
      remove(job);
    }
    return job;
  }

  /** Takes out a job; returns false if it is not in. */
  boolean remove(BlockingJob job) {
    if (!job.queued) {
      return false;
    }
    BlockingJob before = job.prev;
    BlockingJob after = job.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.prev = before;
    }
    job.queued = false;
    job.next = null;
    job.prev = null;
    size--;
    return true;
  }

  /** Takes out all jobs, or all that are not mandatory, linked by {@code next} in their order. */
  @Nullable BlockingJob drain(boolean mandatoryToo) {
    BlockingJob head = null;
    BlockingJob tail = null;
    BlockingJob job = first;
    while (job != null) {
      BlockingJob after = job.next;
      if (mandatoryToo || !job.isMandatory()) {
        remove(job);
        if (tail == null) {
          head = job;
        } else {
          tail.next = job;
        }
        tail = job;
      }
      job = after;
    }
    return head;
  }
}
