package weft.internal.scheduler;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Clock;
import weft.internal.env.Parker;

/** Threads that ran a worker once and wait for another one: what a hand-over finds ready. */
final class SpareThreads {
  private final Clock clock;
  private final long keepAliveNanos;
  private final ArrayDeque<WorkerThread> idle = new ArrayDeque<>(); // guarded by this
  private boolean closed; // guarded by this

  SpareThreads(Clock clock, long keepAliveNanos) {
    this.clock = clock;
    this.keepAliveNanos = keepAliveNanos;
  }

  /**
   * Waits for a worker.
   *
   * @return null if none came for a while, or the runtime shuts down: the thread ends
   */
  @Nullable Handover await(WorkerThread thread, Parker parker) {
    synchronized (this) {
      if (closed) {
        return null;
      }
      idle.addLast(thread);
    }
    long start = clock.nanoTime();
    while (true) {
      long left = keepAliveNanos - (clock.nanoTime() - start);
      if (left > 0) {
        parker.parkNanos(left);
        Thread.interrupted(); // nobody has a reason to; else each wait would return at once
      }
      Handover offer = thread.offered();
      if (offer != null) {
        return offer;
      }
      synchronized (this) {
        if ((left <= 0 || closed) && idle.remove(thread)) {
          return null;
        }
      }
    }
  }

  /** Gives the worker to a spare thread; false if there is none. */
  boolean offer(Handover offer) {
    WorkerThread thread;
    synchronized (this) {
      thread = idle.pollLast(); // the one that worked last
    }
    if (thread == null) {
      return false;
    }
    thread.offer(offer);
    return true;
  }

  /** Lets all spare threads end. */
  void close() {
    WorkerThread[] threads;
    synchronized (this) {
      closed = true;
      threads = idle.toArray(WorkerThread[]::new);
    }
    for (WorkerThread thread : threads) {
      thread.unpark();
    }
  }
}
