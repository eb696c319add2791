package weft.internal.system;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.internal.context.RuntimeThread;

/**
 * Platform threads for straight-line bodies where the JVM has no virtual threads. Kept for a while
 * for the next body; limited, as each costs a stack; never the blocking pool's, which a body would
 * occupy for as long as it lives.
 */
final class BodyThreads {
  /** More bodies at a time than this are refused; 32 GiB of reserved stacks. */
  static final int DEFAULT_LIMIT = 8192;

  private static final long KEEP_ALIVE_SECONDS = 10;

  /** Enough for ten thousand interpreted frames; only what is touched takes memory. */
  private static final long STACK_SIZE = 4L << 20;

  /** Starts a thread that runs a body. */
  @FunctionalInterface
  interface Starter {
    /**
     * @throws RejectedExecutionException if there are too many
     */
    Thread start(Runnable body);
  }

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>(); // guarded by lock
  private int count; // guarded by lock: threads alive
  private int busy; // guarded by lock: threads with a body
  private long made; // guarded by lock: for names

  BodyThreads(int limit) {
    this.limit = limit;
  }

  /** Runs {@code body} on an idle thread or a new one. */
  Thread start(Runnable body) {
    Worker worker;
    lock.lock();
    try {
      worker = idle.pollLast();
      if (worker != null) {
        worker.hand(body);
        busy++;
        return worker.thread;
      }
      if (busy >= limit) {
        throw new RejectedExecutionException(
            "too many straight-line bodies at a time: "
                + limit
                + " run on platform threads, as"
                + " this JVM has no virtual threads. Run on JDK 21 or newer, raise the limit by"
                + " -Dweft.async.maxThreads, or write long-lived parts with combinators");
      }
      worker = new Worker(body, "weft-body-" + made++);
      count++;
      busy++;
    } finally {
      lock.unlock();
    }
    try {
      worker.thread.start();
    } catch (Throwable refused) {
      lock.lock();
      try {
        count--;
        busy--;
      } finally {
        lock.unlock();
      }
      throw refused;
    }
    return worker.thread;
  }

  /** Threads alive, with or without a body. */
  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private final class Worker implements Runnable {
    private final Condition handed = lock.newCondition();
    private final Thread thread;
    private @Nullable Runnable next; // guarded by lock

    Worker(Runnable first, String name) {
      next = first;
      thread = new RuntimeThread(this, name, STACK_SIZE);
      thread.setDaemon(true); // an idle one must not keep the JVM alive
    }

    void hand(Runnable body) {
      next = body;
      handed.signal();
    }

    @Override
    public void run() {
      while (true) {
        Runnable body = take();
        if (body == null) {
          return;
        }
        body.run();
        Thread.interrupted(); // the next body starts without this one's interrupt
      }
    }

    /** Waits for a body; null if none came for a while. */
    private @Nullable Runnable take() {
      lock.lock();
      try {
        if (next == null) {
          busy--;
          idle.addLast(this);
          long left = TimeUnit.SECONDS.toNanos(KEEP_ALIVE_SECONDS);
          while (next == null && left > 0) {
            try {
              left = handed.awaitNanos(left);
            } catch (InterruptedException nobodyHasAReasonTo) {
              continue; // an idle thread goes on waiting
            }
          }
          if (next == null) {
            idle.remove(this);
            count--;
            return null;
          }
        }
        Runnable body = next;
        next = null;
        return body;
      } finally {
        lock.unlock();
      }
    }
  }
}
