package weft.internal.blocking;

import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Parker;
import weft.internal.env.Threads;

/** One thread of a {@link BlockingPool}, or in a simulation one step. */
final class PoolThread implements Threads.Job {
  private final BlockingPool pool;
  final Parker parker;
  final int number;
  // Guarded by the pool's lock.
  boolean isIdle; // in the idle list; whoever takes it out clears this
  boolean isClaimed; // started or woken for a job, and has not looked for it yet
  boolean isStep; // the environment runs it
  boolean canWait; // false on the thread that asked for it: a step of a simulation
  @Nullable Thread thread; // null before it runs
  @Nullable Thread formerLeaver;
  @Nullable BlockingJob job;

  private final Thread asker = Thread.currentThread();

  PoolThread(BlockingPool pool, Parker parker, int number) {
    this.pool = pool;
    this.parker = parker;
    this.number = number;
  }

  @Override
  public void run() {
    synchronized (pool.lock) {
      if (thread != null || !pool.workers.contains(this)) {
        return; // a step that awaitTermination has run already
      }
      thread = Thread.currentThread();
      canWait = thread != asker;
    }
    Scope before = Current.exchange(pool.scope);
    try {
      BlockingPool.contain(pool.options.onThreadStart());
      serve();
    } finally {
      synchronized (pool.lock) {
        leave();
      }
      BlockingPool.contain(pool.options.onThreadStop());
      Current.exchange(before);
      pool.startAnother();
      pool.wakeTerminationWaiters();
      joinFormerLeaver();
    }
  }

  private void serve() {
    while (true) {
      BlockingJob next = take();
      if (next != null) {
        runJob(next);
      }
      if (next == null ? !awaitClaim() : !canWait) {
        return;
      }
    }
  }

  /** The next job, or null after this thread was put on the idle list or has left. */
  private @Nullable BlockingJob take() {
    synchronized (pool.lock) {
      pool.unclaim(this);
      job = pool.queue.poll();
      if (job == null) {
        if (pool.shut || !canWait) {
          leave();
        } else {
          isIdle = true;
          pool.idle.add(this);
        }
      }
      return job;
    }
  }

  /** Waits on the idle list; false once this thread has left. */
  private boolean awaitClaim() {
    long since = pool.environment.clock().nanoTime();
    while (true) {
      long left = pool.options.keepAliveNanos() - (pool.environment.clock().nanoTime() - since);
      synchronized (pool.lock) {
        if (!isIdle) {
          return pool.workers.contains(this);
        }
        if (left <= 0) {
          leave();
          return false;
        }
      }
      Thread.interrupted(); // a set flag would make the park spin
      parker.parkNanos(left);
    }
  }

  private void runJob(BlockingJob next) {
    Thread.interrupted(); // whatever the last job left behind
    try {
      BlockingPool.contain(next, BlockingJob::run);
    } finally {
      synchronized (pool.lock) {
        job = null;
      }
      pool.ended(1);
    }
  }

  /** Leaves at most one thread that has left and not ended: the one that nobody waits for yet. */
  private void joinFormerLeaver() {
    Thread former;
    synchronized (pool.lock) {
      former = formerLeaver;
      formerLeaver = null;
    }
    if (former != null) {
      try {
        pool.environment.threads().join(former, 0);
      } catch (InterruptedException e) {
        // This thread ends here; whoever interrupted it has what was wanted.
      }
    }
  }

  /** Takes this thread out of the pool; the caller holds the lock. Idempotent. */
  private void leave() {
    if (pool.workers.remove(this) && canWait) {
      formerLeaver = pool.lastLeaver;
      pool.lastLeaver = thread;
    }
    if (isIdle) {
      isIdle = false;
      pool.idle.remove(this);
    }
    pool.unclaim(this);
  }
}
